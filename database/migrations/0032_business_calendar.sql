-- reason: promised hours run while an organization works: its hours, its breaks and its holidays

-- An organization without a row works the usual hours.
CREATE TABLE business_calendars (
    org_id bigint NOT NULL REFERENCES organizations,
    changed_by bigint NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (org_id),
    FOREIGN KEY (org_id, changed_by) REFERENCES staff
);
-- Spans of a weekday (Monday is 1) in minutes after local midnight: one of work, and the breaks within it.
CREATE TABLE business_hours (
    org_id bigint NOT NULL,
    weekday smallint NOT NULL CONSTRAINT weekday_is_monday_to_sunday CHECK (weekday BETWEEN 1 AND 7),
    is_break boolean NOT NULL,
    starts_minute smallint NOT NULL,
    ends_minute smallint NOT NULL,
    PRIMARY KEY (org_id, weekday, is_break, starts_minute),
    FOREIGN KEY (org_id) REFERENCES business_calendars,
    CONSTRAINT span_lies_within_a_day CHECK (0 <= starts_minute AND starts_minute < ends_minute AND ends_minute <= 1440)
);
CREATE UNIQUE INDEX one_span_of_work_a_weekday ON business_hours (org_id, weekday) WHERE NOT is_break;
CREATE TABLE business_holidays (
    org_id bigint NOT NULL,
    holiday_on date NOT NULL,
    name text NOT NULL CONSTRAINT holiday_has_a_name CHECK (btrim(name) <> ''),
    PRIMARY KEY (org_id, holiday_on),
    FOREIGN KEY (org_id) REFERENCES business_calendars
);

-- Whoever works here reads the calendar, since every clock runs by it; changing it concerns the whole organization.
DO $$
DECLARE
    target text;
    here constant text := 'org_id = (SELECT app_org_id())';
    everywhere constant text := here || ' AND (SELECT app_area_ids()) IS NULL AND (SELECT app_account_id()) IS NULL';
BEGIN
    FOREACH target IN ARRAY ARRAY['business_calendars', 'business_hours', 'business_holidays'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', target);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', target);
        EXECUTE format('CREATE POLICY who_may_read ON %I FOR SELECT TO suthra_app USING (%s)', target, here);
        EXECUTE format('CREATE POLICY who_may_add ON %I FOR INSERT TO suthra_app WITH CHECK (%s)', target, everywhere);
        EXECUTE format('CREATE POLICY who_may_change ON %I FOR UPDATE TO suthra_app USING (%s) WITH CHECK (%s)',
            target, everywhere, everywhere);
        EXECUTE format('CREATE POLICY who_may_remove ON %I FOR DELETE TO suthra_app USING (%s)', target, everywhere);
    END LOOP;
END $$;
GRANT SELECT, INSERT, UPDATE ON business_calendars TO suthra_app;
GRANT SELECT, INSERT, DELETE ON business_hours, business_holidays TO suthra_app;
