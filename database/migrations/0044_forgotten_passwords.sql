-- reason: who forgot a password is let in again by a link to their e-mail address, good once and for half an hour

CREATE TABLE password_resets (
    token_hash bytea PRIMARY KEY,
    person_id bigint NOT NULL REFERENCES people ON DELETE CASCADE,
    asked_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX password_resets_by_person ON password_resets (person_id, expires_at);
ALTER TABLE password_resets ENABLE ROW LEVEL SECURITY;
ALTER TABLE password_resets FORCE ROW LEVEL SECURITY;
CREATE POLICY door_sees_password_resets ON password_resets TO suthra_door USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON password_resets TO suthra_door;

-- A password or an address that changes makes every link worthless, however it changes.
CREATE FUNCTION end_password_resets() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    DELETE FROM password_resets WHERE person_id = NEW.person_id;
    RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION end_password_resets() FROM public;
CREATE TRIGGER password_or_address_ends_resets AFTER UPDATE OF password_hash, email ON people
    FOR EACH ROW EXECUTE FUNCTION end_password_resets();

-- False for somebody who works elsewhere too: one organization does not open another's door.
CREATE FUNCTION set_email_of_staff(wanted bigint, new_email text) RETURNS boolean LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    person bigint := (SELECT s.person_id FROM staff s WHERE s.org_id = app_org_id() AND s.staff_id = wanted
        AND app_area_ids() IS NULL AND app_account_id() IS NULL);
BEGIN
    IF person IS NULL OR EXISTS (SELECT FROM staff o WHERE o.person_id = person AND o.org_id <> app_org_id()) THEN
        RETURN false;
    END IF;
    UPDATE people SET email = new_email WHERE person_id = person;
    RETURN true;
END $$;
REVOKE EXECUTE ON FUNCTION set_email_of_staff(bigint, text) FROM public;
GRANT EXECUTE ON FUNCTION set_email_of_staff(bigint, text) TO suthra_app;
