-- reason: how many units and accounts lie in each area is asked on the screen of areas; counting a million of each took seconds

-- Of what is not deleted. Rows are locked in the order of their key, accounts before units, as work on both goes; the
-- functions run as their owner, because a record may move to where the person who moves it sees nothing.
CREATE TABLE register_counts (
    org_id bigint NOT NULL REFERENCES organizations,
    noun text NOT NULL CONSTRAINT accounts_and_units_are_counted CHECK (noun IN ('account', 'unit')),
    area_id bigint NOT NULL,
    record_count bigint NOT NULL,
    PRIMARY KEY (org_id, noun, area_id)
) WITH (fillfactor = 70);
ALTER TABLE register_counts ENABLE ROW LEVEL SECURITY;
ALTER TABLE register_counts FORCE ROW LEVEL SECURITY;
CREATE POLICY who_may ON register_counts TO suthra_app
    USING (org_id = (SELECT app_org_id()) AND (SELECT app_account_id()) IS NULL
        AND ((SELECT app_area_ids()) IS NULL OR area_id = ANY ((SELECT app_area_ids())::bigint[])))
    WITH CHECK (false);
GRANT SELECT ON register_counts TO suthra_app;

LOCK TABLE accounts, survey_units IN SHARE ROW EXCLUSIVE MODE;

CREATE FUNCTION count_new_accounts() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO register_counts AS t (org_id, noun, area_id, record_count)
    SELECT org_id, 'account', area_id, count(*) FROM added WHERE deleted_at IS NULL GROUP BY org_id, area_id ORDER BY org_id, area_id
    ON CONFLICT (org_id, noun, area_id) DO UPDATE SET record_count = t.record_count + excluded.record_count;
    RETURN NULL;
END $$;
CREATE TRIGGER counts_follow_new_accounts AFTER INSERT ON accounts
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION count_new_accounts();

CREATE FUNCTION count_changed_accounts() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO register_counts AS t (org_id, noun, area_id, record_count)
    SELECT org_id, 'account', area_id, sum(sign) FROM (
        SELECT org_id, area_id, 1 AS sign FROM after_change WHERE deleted_at IS NULL
        UNION ALL
        SELECT org_id, area_id, -1 FROM before_change WHERE deleted_at IS NULL
    ) moved GROUP BY org_id, area_id HAVING sum(sign) <> 0 ORDER BY org_id, area_id
    ON CONFLICT (org_id, noun, area_id) DO UPDATE SET record_count = t.record_count + excluded.record_count;
    RETURN NULL;
END $$;
CREATE TRIGGER counts_follow_changed_accounts AFTER UPDATE ON accounts
    REFERENCING OLD TABLE AS before_change NEW TABLE AS after_change FOR EACH STATEMENT EXECUTE FUNCTION count_changed_accounts();

CREATE FUNCTION count_gone_accounts() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO register_counts AS t (org_id, noun, area_id, record_count)
    SELECT org_id, 'account', area_id, -count(*) FROM removed WHERE deleted_at IS NULL GROUP BY org_id, area_id ORDER BY org_id, area_id
    ON CONFLICT (org_id, noun, area_id) DO UPDATE SET record_count = t.record_count + excluded.record_count;
    RETURN NULL;
END $$;
CREATE TRIGGER counts_follow_gone_accounts AFTER DELETE ON accounts
    REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION count_gone_accounts();

CREATE FUNCTION count_new_survey_units() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO register_counts AS t (org_id, noun, area_id, record_count)
    SELECT org_id, 'unit', area_id, count(*) FROM added WHERE deleted_at IS NULL GROUP BY org_id, area_id ORDER BY org_id, area_id
    ON CONFLICT (org_id, noun, area_id) DO UPDATE SET record_count = t.record_count + excluded.record_count;
    RETURN NULL;
END $$;
CREATE TRIGGER counts_follow_new_survey_units AFTER INSERT ON survey_units
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION count_new_survey_units();

CREATE FUNCTION count_changed_survey_units() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO register_counts AS t (org_id, noun, area_id, record_count)
    SELECT org_id, 'unit', area_id, sum(sign) FROM (
        SELECT org_id, area_id, 1 AS sign FROM after_change WHERE deleted_at IS NULL
        UNION ALL
        SELECT org_id, area_id, -1 FROM before_change WHERE deleted_at IS NULL
    ) moved GROUP BY org_id, area_id HAVING sum(sign) <> 0 ORDER BY org_id, area_id
    ON CONFLICT (org_id, noun, area_id) DO UPDATE SET record_count = t.record_count + excluded.record_count;
    RETURN NULL;
END $$;
CREATE TRIGGER counts_follow_changed_survey_units AFTER UPDATE ON survey_units
    REFERENCING OLD TABLE AS before_change NEW TABLE AS after_change FOR EACH STATEMENT EXECUTE FUNCTION count_changed_survey_units();

CREATE FUNCTION count_gone_survey_units() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO register_counts AS t (org_id, noun, area_id, record_count)
    SELECT org_id, 'unit', area_id, -count(*) FROM removed WHERE deleted_at IS NULL GROUP BY org_id, area_id ORDER BY org_id, area_id
    ON CONFLICT (org_id, noun, area_id) DO UPDATE SET record_count = t.record_count + excluded.record_count;
    RETURN NULL;
END $$;
CREATE TRIGGER counts_follow_gone_survey_units AFTER DELETE ON survey_units
    REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION count_gone_survey_units();

INSERT INTO register_counts (org_id, noun, area_id, record_count)
SELECT org_id, 'account', area_id, count(*) FROM accounts WHERE deleted_at IS NULL GROUP BY org_id, area_id
UNION ALL
SELECT org_id, 'unit', area_id, count(*) FROM survey_units WHERE deleted_at IS NULL GROUP BY org_id, area_id;
