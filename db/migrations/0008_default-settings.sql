-- The policy every installation begins with: valid certificates for anything about a person, the portal on. A policy
-- that is missing later is a fault (nothing is sent), so it has to be there from the start.
insert into settings (key, value) values
  ('policy', '{"floors":{"P0":"T1","P1":"T2","P2":"T2"},"portalEnabled":true,"sealedOnly":false,"portalOnly":false}'),
  ('organization', '{"name":"Your organization","address":"","timezone":"America/New_York"}')
on conflict do nothing;
