-- reason: a second factor beside the password: its sealed secret, recovery codes, and half a session until the code is given

-- Of people, not of organizations, like their passwords. What is offered becomes the factor once a code proves that it arrived.
CREATE TABLE second_factors (
    person_id bigint PRIMARY KEY REFERENCES people ON DELETE CASCADE,
    secret bytea,
    key_id text COLLATE "C",
    enrolled_at timestamptz,
    last_step bigint,
    offered_secret bytea,
    offered_key_id text COLLATE "C",
    offered_at timestamptz,
    CONSTRAINT second_factor_is_whole CHECK (num_nonnulls(secret, key_id, enrolled_at, last_step) IN (0, 4)),
    CONSTRAINT offered_second_factor_is_whole CHECK (num_nonnulls(offered_secret, offered_key_id, offered_at) IN (0, 3))
);
COMMENT ON COLUMN second_factors.secret IS 'sealed with the key of key_id; nobody reads it here';
COMMENT ON COLUMN second_factors.last_step IS 'the 30 seconds of the last code used: each code works once';
ALTER TABLE second_factors ENABLE ROW LEVEL SECURITY;
ALTER TABLE second_factors FORCE ROW LEVEL SECURITY;
CREATE POLICY door_sees_second_factors ON second_factors TO suthra_door USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON second_factors TO suthra_door;

CREATE TABLE recovery_codes (
    person_id bigint NOT NULL REFERENCES people ON DELETE CASCADE,
    code_hash bytea NOT NULL,
    created_at timestamptz NOT NULL,
    used_at timestamptz,
    PRIMARY KEY (person_id, code_hash)
);
ALTER TABLE recovery_codes ENABLE ROW LEVEL SECURITY;
ALTER TABLE recovery_codes FORCE ROW LEVEL SECURITY;
CREATE POLICY door_sees_recovery_codes ON recovery_codes TO suthra_door USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON recovery_codes TO suthra_door;

-- The password was right, the code is still to come: in a table of its own, so that no look-up of sessions can take it for one.
CREATE TABLE half_sessions (
    token_hash bytea PRIMARY KEY,
    person_id bigint NOT NULL REFERENCES people ON DELETE CASCADE,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX half_sessions_by_person ON half_sessions (person_id);
ALTER TABLE half_sessions ENABLE ROW LEVEL SECURITY;
ALTER TABLE half_sessions FORCE ROW LEVEL SECURITY;
CREATE POLICY door_sees_half_sessions ON half_sessions TO suthra_door USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, DELETE ON half_sessions TO suthra_door;

-- A password that is replaced takes what its predecessor half opened with it.
CREATE FUNCTION end_half_sessions() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    DELETE FROM half_sessions WHERE person_id = NEW.person_id;
    RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION end_half_sessions() FROM public;
CREATE TRIGGER password_ends_half_sessions AFTER UPDATE OF password_hash ON people
    FOR EACH ROW WHEN (OLD.password_hash IS DISTINCT FROM NEW.password_hash) EXECUTE FUNCTION end_half_sessions();
