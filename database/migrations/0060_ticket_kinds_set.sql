-- reason: each organization says itself what its tickets are about and what it promises, and takes out of use what is over

ALTER TABLE ticket_types
    ADD COLUMN needs_unit boolean NOT NULL DEFAULT false,
    ADD COLUMN is_active boolean NOT NULL DEFAULT true;
ALTER TABLE ticket_priorities
    ADD COLUMN is_active boolean NOT NULL DEFAULT true,
    ADD CONSTRAINT it_is_answered_before_it_is_resolved CHECK (resolution_minutes >= response_minutes);
CREATE UNIQUE INDEX ticket_types_are_told_apart ON ticket_types (org_id, lower(name));
CREATE UNIQUE INDEX ticket_priorities_are_told_apart ON ticket_priorities (org_id, lower(name));

-- Read by all, written by no consumer.
DROP POLICY who_may ON ticket_types;
CREATE POLICY who_may ON ticket_types TO suthra_app USING (org_id = (SELECT app_org_id()))
    WITH CHECK (org_id = (SELECT app_org_id()) AND (SELECT app_account_id()) IS NULL);
DROP POLICY who_may ON ticket_priorities;
CREATE POLICY who_may ON ticket_priorities TO suthra_app USING (org_id = (SELECT app_org_id()))
    WITH CHECK (org_id = (SELECT app_org_id()) AND (SELECT app_account_id()) IS NULL);
GRANT INSERT, UPDATE ON ticket_types, ticket_priorities TO suthra_app;
