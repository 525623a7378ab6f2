-- reason: what is typed into a form is kept as each field is left, so that a lost session, device or connection loses nothing

-- Of one person alone. `typed` is null once the form was sent: what still arrives of that filling-in is passed over.
CREATE TABLE drafts (
    org_id bigint NOT NULL,
    staff_id bigint NOT NULL,
    form text COLLATE "C" NOT NULL CONSTRAINT draft_names_its_form CHECK (form ~ '^[a-z_.]{1,60}$'),
    record text COLLATE "C" NOT NULL CONSTRAINT record_of_a_draft_is_short CHECK (char_length(record) <= 100),
    -- One filling-in of the form, as the screen that shows it calls it.
    filling uuid NOT NULL,
    typed jsonb CONSTRAINT draft_is_bounded CHECK (jsonb_typeof(typed) = 'object' AND octet_length(typed::text) <= 200000),
    saved_at timestamptz NOT NULL,
    PRIMARY KEY (org_id, staff_id, form, record),
    FOREIGN KEY (org_id, staff_id) REFERENCES staff ON DELETE CASCADE
);
CREATE INDEX drafts_by_age ON drafts (saved_at);

ALTER TABLE drafts ENABLE ROW LEVEL SECURITY;
ALTER TABLE drafts FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON drafts TO suthra_app
    USING (org_id = (SELECT app_org_id()) AND staff_id = (SELECT app_staff_id()))
    WITH CHECK (org_id = (SELECT app_org_id()) AND staff_id = (SELECT app_staff_id()));
GRANT SELECT, INSERT, UPDATE, DELETE ON drafts TO suthra_app;
-- In every organization, by the sweep of the workers; what was typed the door does not see.
CREATE POLICY door_sees_the_age_of_drafts ON drafts FOR SELECT TO suthra_door USING (true);
CREATE POLICY door_clears_old_drafts ON drafts FOR DELETE TO suthra_door USING (saved_at < now() - interval '29 days');
GRANT SELECT (org_id, staff_id, form, record, saved_at), DELETE ON drafts TO suthra_door;
