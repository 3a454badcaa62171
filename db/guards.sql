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
