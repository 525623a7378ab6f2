-- reason: how many bills of a month are in a state is asked beside every page of them; no index holds a state, so that issuing stays cheap

-- Of the bills that are not archived.
CREATE TABLE bill_counts (
    org_id bigint NOT NULL REFERENCES organizations,
    period date NOT NULL,
    status text NOT NULL,
    service_kind text NOT NULL,
    area_id bigint NOT NULL,
    bill_count bigint NOT NULL,
    PRIMARY KEY (org_id, period, status, service_kind, area_id)
) WITH (fillfactor = 70);
ALTER TABLE bill_counts ENABLE ROW LEVEL SECURITY;
ALTER TABLE bill_counts FORCE ROW LEVEL SECURITY;
CREATE POLICY who_may ON bill_counts TO suthra_app
    USING (org_id = (SELECT app_org_id()) AND (SELECT app_account_id()) IS NULL
        AND ((SELECT app_area_ids()) IS NULL OR area_id = ANY ((SELECT app_area_ids())::bigint[])))
    WITH CHECK (org_id = (SELECT app_org_id()));
GRANT SELECT, INSERT, UPDATE ON bill_counts TO suthra_app;

-- Rows are locked in the order of their key, so that two statements over the same areas queue up and never deadlock.
CREATE FUNCTION count_new_bills() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO bill_counts AS t (org_id, period, status, service_kind, area_id, bill_count)
    SELECT org_id, period, status, service_kind, area_id, count(*) FROM added
    GROUP BY org_id, period, status, service_kind, area_id ORDER BY org_id, period, status, service_kind, area_id
    ON CONFLICT (org_id, period, status, service_kind, area_id) DO UPDATE SET bill_count = t.bill_count + excluded.bill_count;
    RETURN NULL;
END $$;
CREATE FUNCTION count_changed_bills() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO bill_counts AS t (org_id, period, status, service_kind, area_id, bill_count)
    SELECT org_id, period, status, service_kind, area_id, sum(sign) FROM (
        SELECT 1 AS sign, org_id, period, status, service_kind, area_id FROM after_change
        UNION ALL
        SELECT -1, org_id, period, status, service_kind, area_id FROM before_change
    ) moved
    GROUP BY org_id, period, status, service_kind, area_id HAVING sum(sign) <> 0
    ORDER BY org_id, period, status, service_kind, area_id
    ON CONFLICT (org_id, period, status, service_kind, area_id) DO UPDATE SET bill_count = t.bill_count + excluded.bill_count;
    RETURN NULL;
END $$;
-- Bills leave for the archive only: as its function, whoever asked for it.
CREATE FUNCTION count_gone_bills() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE bill_counts t SET bill_count = t.bill_count - gone.bill_count
    FROM (SELECT org_id, period, status, service_kind, area_id, count(*) AS bill_count FROM removed
        GROUP BY org_id, period, status, service_kind, area_id) gone
    WHERE t.org_id = gone.org_id AND t.period = gone.period AND t.status = gone.status
        AND t.service_kind = gone.service_kind AND t.area_id = gone.area_id;
    RETURN NULL;
END $$;

LOCK TABLE bills IN SHARE ROW EXCLUSIVE MODE;
CREATE TRIGGER counts_follow_new_bills AFTER INSERT ON bills
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION count_new_bills();
CREATE TRIGGER counts_follow_changed_bills AFTER UPDATE ON bills
    REFERENCING OLD TABLE AS before_change NEW TABLE AS after_change FOR EACH STATEMENT EXECUTE FUNCTION count_changed_bills();
CREATE TRIGGER counts_follow_gone_bills AFTER DELETE ON bills
    REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION count_gone_bills();
INSERT INTO bill_counts (org_id, period, status, service_kind, area_id, bill_count)
SELECT org_id, period, status, service_kind, area_id, count(*) FROM bills GROUP BY org_id, period, status, service_kind, area_id
ORDER BY org_id, period, status, service_kind, area_id;
