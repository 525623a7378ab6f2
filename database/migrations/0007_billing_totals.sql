-- reason: what was billed and paid by period and area is asked on every home screen; summing twelve million bills is not

CREATE TABLE billing_totals (
    org_id bigint NOT NULL REFERENCES organizations,
    period date NOT NULL,
    area_id bigint NOT NULL,
    service_kind text NOT NULL,
    bill_count bigint NOT NULL,
    paid_count bigint NOT NULL,
    demand numeric(16, 2) NOT NULL,
    allocated numeric(16, 2) NOT NULL,
    PRIMARY KEY (org_id, period, area_id, service_kind)
) WITH (fillfactor = 70);
ALTER TABLE billing_totals ENABLE ROW LEVEL SECURITY;
ALTER TABLE billing_totals FORCE ROW LEVEL SECURITY;
CREATE POLICY who_may ON billing_totals TO suthra_app
    USING (org_id = (SELECT app_org_id()) AND (SELECT app_account_id()) IS NULL
        AND ((SELECT app_area_ids()) IS NULL OR area_id = ANY ((SELECT app_area_ids())::bigint[])))
    WITH CHECK (org_id = (SELECT app_org_id()));
GRANT SELECT, INSERT, UPDATE ON billing_totals TO suthra_app;

CREATE FUNCTION counts_as_billed(status text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN status IN ('issued', 'partly_paid', 'paid', 'written_off');

-- Rows are locked in the order of their key, so that two statements over the same areas queue up and never deadlock.
CREATE FUNCTION add_new_bills_to_totals() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO billing_totals AS t (org_id, period, area_id, service_kind, bill_count, paid_count, demand, allocated)
    SELECT org_id, period, area_id, service_kind, count(*), count(*) FILTER (WHERE outstanding = 0), sum(demand),
        sum(demand - outstanding)
    FROM added WHERE counts_as_billed(status)
    GROUP BY org_id, period, area_id, service_kind ORDER BY org_id, period, area_id, service_kind
    ON CONFLICT (org_id, period, area_id, service_kind) DO UPDATE
    SET bill_count = t.bill_count + excluded.bill_count, paid_count = t.paid_count + excluded.paid_count,
        demand = t.demand + excluded.demand, allocated = t.allocated + excluded.allocated;
    RETURN NULL;
END $$;
CREATE TRIGGER totals_follow_new_bills AFTER INSERT ON bills
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION add_new_bills_to_totals();

CREATE FUNCTION move_totals_with_bills() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO billing_totals AS t (org_id, period, area_id, service_kind, bill_count, paid_count, demand, allocated)
    SELECT org_id, period, area_id, service_kind, sum(sign), coalesce(sum(sign) FILTER (WHERE outstanding = 0), 0),
        sum(sign * demand), sum(sign * (demand - outstanding))
    FROM (
        SELECT 1 AS sign, org_id, period, area_id, service_kind, status, demand, outstanding FROM after_change
        UNION ALL
        SELECT -1, org_id, period, area_id, service_kind, status, demand, outstanding FROM before_change
    ) moved
    WHERE counts_as_billed(status)
    GROUP BY org_id, period, area_id, service_kind ORDER BY org_id, period, area_id, service_kind
    ON CONFLICT (org_id, period, area_id, service_kind) DO UPDATE
    SET bill_count = t.bill_count + excluded.bill_count, paid_count = t.paid_count + excluded.paid_count,
        demand = t.demand + excluded.demand, allocated = t.allocated + excluded.allocated;
    RETURN NULL;
END $$;
CREATE TRIGGER totals_follow_changed_bills AFTER UPDATE ON bills
    REFERENCING OLD TABLE AS before_change NEW TABLE AS after_change
    FOR EACH STATEMENT EXECUTE FUNCTION move_totals_with_bills();
