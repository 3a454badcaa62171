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
  ('organization', '{"name":"Your organization","address":"","timezone":"America/New_York"}')
on conflict do nothing;
