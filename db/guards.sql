-- The database clock plus the offset only a demo or test installation may set.
create function stepwell_now() returns timestamptz language sql stable as
$$ select now() + coalesce((select offset_ms from demo_clock where one = 1), 0) * interval '1 millisecond' $$;
--> statement-breakpoint
insert into demo_clock (one, offset_ms) values (1, 0);
--> statement-breakpoint
create function refuse_change() returns trigger language plpgsql as
$$ begin raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation'; end $$;
--> statement-breakpoint
create trigger audit_append_only before update or delete on audit for each row execute function refuse_change();
--> statement-breakpoint
create trigger audit_no_truncate before truncate on audit for each statement execute function refuse_change();
--> statement-breakpoint
create trigger evidence_append_only before update or delete on evidence for each row execute function refuse_change();
--> statement-breakpoint
create trigger evidence_no_truncate before truncate on evidence for each statement execute function refuse_change();
--> statement-breakpoint
create trigger evidence_checkpoints_append_only before update or delete on evidence_checkpoints for each row execute function refuse_change();
--> statement-breakpoint
create trigger evidence_checkpoints_no_truncate before truncate on evidence_checkpoints for each statement execute function refuse_change();
--> statement-breakpoint
create trigger evidence_keys_append_only before update or delete on evidence_keys for each row execute function refuse_change();
--> statement-breakpoint
create trigger evidence_keys_no_truncate before truncate on evidence_keys for each statement execute function refuse_change();
--> statement-breakpoint
create trigger template_versions_immutable before update on template_versions for each row execute function refuse_change();
--> statement-breakpoint
create trigger journey_versions_immutable before update on journey_versions for each row execute function refuse_change();
--> statement-breakpoint
-- "Why?" needs what was true at a moment. Memberships and definitions change seldom and by many paths, so the database
-- itself keeps what they were; rows that go because their contact does are not kept.
create function keep_list_members() returns trigger language plpgsql as
$$ begin
  insert into membership_history (lane, contact_id, kind, set_id, added_at, removed_at)
  select w.lane, w.contact_id, 'list', w.list_id, w.added_at, stepwell_now()
  from was w join contacts c on c.lane = w.lane and c.id = w.contact_id;
  return null;
end $$;
--> statement-breakpoint
create trigger list_members_kept after delete on list_members referencing old table as was
  for each statement execute function keep_list_members();
--> statement-breakpoint
create function keep_segment_members() returns trigger language plpgsql as
$$ begin
  insert into membership_history (lane, contact_id, kind, set_id, added_at, removed_at)
  select w.lane, w.contact_id, 'segment', w.segment_id, w.added_at, stepwell_now()
  from was w join contacts c on c.lane = w.lane and c.id = w.contact_id;
  return null;
end $$;
--> statement-breakpoint
create trigger segment_members_kept after delete on segment_members referencing old table as was
  for each statement execute function keep_segment_members();
--> statement-breakpoint
-- Whoever changes contacts writes contact_history first; for one who forgot, the whole former row is kept.
create function keep_contacts() returns trigger language plpgsql as
$$ begin
  insert into contact_history (lane, contact_id, revision, at, keys, sealed, actor, source)
  select w.lane, w.id, w.revision, stepwell_now(), null, w.sealed, 'system', 'unknown'
  from was w join now_is n on n.lane = w.lane and n.id = w.id
  where n.sealed <> w.sealed and not exists (
    select 1 from contact_history h where h.lane = w.lane and h.contact_id = w.id and h.revision = w.revision)
  on conflict do nothing;
  return null;
end $$;
--> statement-breakpoint
create trigger contacts_kept after update on contacts referencing old table as was new table as now_is
  for each statement execute function keep_contacts();
--> statement-breakpoint
create function keep_definition() returns trigger language plpgsql as
$$ begin
  if tg_op = 'UPDATE' and to_jsonb(old) - '{revision,updated_at,description}'::text[]
    = to_jsonb(new) - '{revision,updated_at,description}'::text[] then return null; end if;
  insert into definition_history (kind, key, until, body)
  values (tg_argv[0], to_jsonb(old) ->> tg_argv[1], stepwell_now(), to_jsonb(old));
  return null;
end $$;
--> statement-breakpoint
create trigger attributes_kept after update or delete on attributes
  for each row execute function keep_definition('attribute', 'key');
--> statement-breakpoint
create trigger lists_kept after update or delete on lists for each row execute function keep_definition('list', 'id');
--> statement-breakpoint
create trigger segments_kept after update or delete on segments
  for each row execute function keep_definition('segment', 'id');
--> statement-breakpoint
-- Who had to stay on an older version, until when: which version somebody was walked by follows from it.
create function keep_pins() returns trigger language plpgsql as
$$ begin
  insert into definition_history (kind, key, until, body)
  values ('pins', old.id::text, stepwell_now(), jsonb_build_object('pins', old.pins));
  return null;
end $$;
--> statement-breakpoint
create trigger journeys_pins_kept after update of pins on journeys
  for each row when (old.pins is distinct from new.pins) execute function keep_pins();
--> statement-breakpoint
-- A confirmed sharing of an address holds for exactly those who share it: it ends when anyone joins or leaves.
create function end_address_shares() returns trigger language plpgsql as
$$ begin delete from address_shares s using changed c where s.hash = c.hash and c.kind like 'email%'; return null; end $$;
--> statement-breakpoint
create trigger contact_keys_joined after insert on contact_keys referencing new table as changed for each statement execute function end_address_shares();
--> statement-breakpoint
create trigger contact_keys_left after delete on contact_keys referencing old table as changed for each statement execute function end_address_shares();
--> statement-breakpoint
create trigger contact_keys_moved after update on contact_keys referencing old table as changed for each statement execute function end_address_shares();
--> statement-breakpoint
-- The policy every installation begins with: valid certificates for anything about a person, the portal on. A policy
-- that is missing later is a fault (nothing is sent), so it has to be there from the start.
insert into settings (key, value) values
  ('policy', '{"floors":{"P0":"T1","P1":"T2","P2":"T2"},"portalEnabled":true,"sealedOnly":false,"portalOnly":false}'),
  ('organization', '{"name":"Your organization","address":"","timezone":"America/New_York"}'),
  ('portal', '{"secondAttribute":null,"phone":"","days":30}'),
  ('keys', '{"dane":true,"wkd":true,"signedMail":true}')
on conflict do nothing;
--> statement-breakpoint
-- A key its owner revoked is never used again, and a row never becomes another key's.
create function keep_recipient_keys() returns trigger language plpgsql as
$$ begin
  if old.problem = 'revoked' and new.problem is distinct from 'revoked' then
    raise exception 'a revoked key stays revoked' using errcode = 'restrict_violation';
  end if;
  if (old.lane, old.contact_id, old.id, old.kind, old.fingerprint)
    is distinct from (new.lane, new.contact_id, new.id, new.kind, new.fingerprint) then
    raise exception 'a key''s row is of that key for good' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger recipient_keys_kept before update on recipient_keys for each row execute function keep_recipient_keys();
--> statement-breakpoint
-- Notes for the triggers of live journeys (entry_notes). Written by the database, statement by statement, so that no way
-- of changing a contact, a list, a set or the events can forget them; and only while something live asks for them.
create function note_contacts_created() returns trigger language plpgsql as
$$ begin
  if exists (select 1 from segment_watches) or exists (select 1 from entry_watches where type = 'date-reached') then
    insert into entry_notes (lane, contact_id, kind, at) select lane, id, 'created', stepwell_now() from added;
    if found then perform pg_notify('stepwell_due', ''); end if;
  end if;
  return null;
end $$;
--> statement-breakpoint
create function note_contacts_changed() returns trigger language plpgsql as
$$ begin
  if exists (select 1 from segment_watches) or exists (select 1 from entry_watches where type = 'date-reached') then
    insert into entry_notes (lane, contact_id, kind, at)
    select n.lane, n.id, 'changed', stepwell_now()
    from changed n join before o on o.lane = n.lane and o.id = n.id where o.sealed is distinct from n.sealed;
    if found then perform pg_notify('stepwell_due', ''); end if;
  end if;
  return null;
end $$;
--> statement-breakpoint
create function note_list_joined() returns trigger language plpgsql as
$$ begin
  insert into entry_notes (lane, contact_id, kind, subject, at)
  select a.lane, a.contact_id, 'list', a.list_id, stepwell_now() from added a
  where exists (select 1 from segment_watches where on_lists)
    or a.list_id in (select l.id from entry_watches w join lists l on l.name = w.subject where w.type = 'list-joined');
  if found then perform pg_notify('stepwell_due', ''); end if;
  return null;
end $$;
--> statement-breakpoint
create function note_set_joined() returns trigger language plpgsql as
$$ begin
  insert into entry_notes (lane, contact_id, kind, subject, at)
  select a.lane, a.contact_id, 'set', a.segment_id, stepwell_now() from added a
  where exists (select 1 from segment_watches where on_sets)
    or a.segment_id in
      (select s.id from entry_watches w join segments s on s.name = w.subject where w.type = 'segment-entered');
  if found then perform pg_notify('stepwell_due', ''); end if;
  return null;
end $$;
--> statement-breakpoint
create function note_left() returns trigger language plpgsql as
$$ begin
  if exists (select 1 from segment_watches where on_lists or on_sets) then
    insert into entry_notes (lane, contact_id, kind, at) select lane, contact_id, 'left', stepwell_now() from removed;
    if found then perform pg_notify('stepwell_due', ''); end if;
  end if;
  return null;
end $$;
--> statement-breakpoint
create function note_events() returns trigger language plpgsql as
$$ begin
  if exists (select 1 from segment_watches where on_events) then
    insert into entry_notes (lane, contact_id, kind, at) select lane, contact_id, 'event', stepwell_now() from added;
    if found then perform pg_notify('stepwell_due', ''); end if;
  end if;
  return null;
end $$;
--> statement-breakpoint
create trigger contacts_created after insert on contacts
  referencing new table as added for each statement execute function note_contacts_created();
--> statement-breakpoint
create trigger contacts_changed after update on contacts
  referencing old table as before new table as changed for each statement execute function note_contacts_changed();
--> statement-breakpoint
create trigger list_joined after insert on list_members
  referencing new table as added for each statement execute function note_list_joined();
--> statement-breakpoint
create trigger list_left after delete on list_members
  referencing old table as removed for each statement execute function note_left();
--> statement-breakpoint
create trigger set_joined after insert on segment_members
  referencing new table as added for each statement execute function note_set_joined();
--> statement-breakpoint
create trigger set_left after delete on segment_members
  referencing old table as removed for each statement execute function note_left();
--> statement-breakpoint
create trigger events_recorded after insert on events
  referencing new table as added for each statement execute function note_events();
--> statement-breakpoint
-- A held open or click begins to count when it is judged, and one found to be a machine's ceases to.
create trigger events_judged after update on events
  referencing new table as added for each statement execute function note_events();
--> statement-breakpoint
-- A UUIDv7 of an instant (epoch milliseconds), for rows made by the database a whole set at a time.
create function stepwell_uuid(ms bigint) returns uuid language sql volatile as
$$ select encode(set_bit(set_bit(
  overlay(uuid_send(gen_random_uuid()) placing substring(int8send(ms) from 3) from 1 for 6), 52, 1), 53, 1), 'hex')::uuid $$;
