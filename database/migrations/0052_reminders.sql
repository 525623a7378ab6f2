-- reason: people are reminded of bills before they are due, and accounts can be followed

ALTER TABLE follows DROP CONSTRAINT what_is_followed_is_known;
ALTER TABLE follows ADD CONSTRAINT what_is_followed_is_known CHECK (noun IN ('ticket', 'unit', 'bill', 'account'));

-- Of an organization: how many days before a bill is due its people are reminded, none of that with 0; and how far that went.
CREATE TABLE bill_reminders (
    org_id bigint PRIMARY KEY REFERENCES organizations,
    days_before integer NOT NULL CONSTRAINT reminder_is_within_a_month CHECK (days_before BETWEEN 0 AND 30),
    -- The day, in the organization's zone, and the moment of the last time; bills due up to a day were told of then.
    ran_on date,
    ran_at timestamptz,
    told_upto date,
    told_count bigint NOT NULL DEFAULT 0
);
ALTER TABLE bill_reminders ENABLE ROW LEVEL SECURITY;
ALTER TABLE bill_reminders FORCE ROW LEVEL SECURITY;
CREATE POLICY own_organization ON bill_reminders TO suthra_app
    USING (org_id = (SELECT app_org_id())) WITH CHECK (org_id = (SELECT app_org_id()));
GRANT SELECT, INSERT, UPDATE ON bill_reminders TO suthra_app;
CREATE POLICY door_sees_when_reminders_ran ON bill_reminders FOR SELECT TO suthra_door USING (true);
GRANT SELECT ON bill_reminders TO suthra_door;
