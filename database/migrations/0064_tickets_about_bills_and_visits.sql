-- reason: a complaint about a bill, or one heard on a visit, keeps which one it was; it is found from there and leads back

ALTER TABLE tickets
    -- The bill may lie in the archive, which is another table: no foreign key names both, as with ledger entries.
    ADD COLUMN bill_period date,
    ADD COLUMN bill_id bigint,
    ADD COLUMN visit_id bigint,
    ADD CONSTRAINT a_bill_is_named_whole CHECK ((bill_period IS NULL) = (bill_id IS NULL)),
    ADD CONSTRAINT a_ticket_about_a_bill_has_its_account CHECK (bill_id IS NULL OR account_id IS NOT NULL),
    ADD CONSTRAINT a_ticket_from_a_visit_has_its_unit CHECK (visit_id IS NULL OR unit_id IS NOT NULL),
    ADD FOREIGN KEY (org_id, visit_id) REFERENCES visits;
CREATE INDEX tickets_by_bill ON tickets (org_id, bill_period, bill_id, ticket_id) WHERE bill_id IS NOT NULL;
CREATE INDEX tickets_by_visit ON tickets (org_id, visit_id, ticket_id) WHERE visit_id IS NOT NULL;
