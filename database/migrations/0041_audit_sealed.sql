-- reason: an audit entry that is changed, added or removed behind the system's back must be found

-- One link of an organization's chain: the entries after the seal before it, up to `upto_audit_id`.
CREATE TABLE audit_seals (
    org_id bigint NOT NULL REFERENCES organizations,
    seal_no bigint NOT NULL CONSTRAINT seals_count_from_one CHECK (seal_no > 0),
    upto_audit_id bigint NOT NULL,
    entry_count bigint NOT NULL CONSTRAINT a_seal_holds_something CHECK (entry_count > 0),
    oldest_at timestamptz NOT NULL,
    -- SHA-256 of the digest before and of the entries, each as `audit_text` spells it.
    digest bytea NOT NULL CONSTRAINT digest_is_sha256 CHECK (octet_length(digest) = 32),
    sealed_at timestamptz NOT NULL,
    PRIMARY KEY (org_id, seal_no)
);
ALTER TABLE audit_seals ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_seals FORCE ROW LEVEL SECURITY;
CREATE POLICY own_organization ON audit_seals TO suthra_app USING (org_id = (SELECT app_org_id()));
GRANT SELECT ON audit_seals TO suthra_app;

CREATE FUNCTION audit_text(entry audit_log) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
    RETURN concat_ws(E'\x1f', entry.audit_id, (extract(epoch FROM entry.recorded_at) * 1000000)::bigint,
        coalesce(entry.staff_id::text, '-'), entry.action, entry.ref, coalesce(entry.before::text, '-'),
        coalesce(entry.after::text, '-'), entry.origin);

-- Ids are given out under a lock that all writers share: while nobody holds it, no smaller id can still appear.
CREATE FUNCTION audit_turn(org_id bigint) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN hashtextextended('audit trail ' || org_id, 0);
CREATE FUNCTION number_audit_entry() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(audit_turn(NEW.org_id));
    NEW.audit_id := nextval('audit_log_audit_id_seq');
    RETURN NEW;
END $$;
CREATE TRIGGER audit_entries_are_numbered_in_turn BEFORE INSERT ON audit_log
    FOR EACH ROW EXECUTE FUNCTION number_audit_entry();
GRANT USAGE ON SEQUENCE audit_log_audit_id_seq TO suthra_door;

-- Seals up to `most` entries of one day; gives how many, NULL while somebody is writing.
CREATE FUNCTION seal_audit(moment timestamptz, most integer) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
DECLARE
    last audit_seals;
    sealed bigint;
BEGIN
    IF app_org_id() IS NULL OR app_area_ids() IS NOT NULL OR app_account_id() IS NOT NULL THEN
        RAISE insufficient_privilege USING MESSAGE = 'the audit trail is sealed for a whole organization';
    END IF;
    IF NOT pg_try_advisory_xact_lock(audit_turn(app_org_id())) THEN
        RETURN NULL;
    END IF;
    SELECT * INTO last FROM audit_seals s WHERE s.org_id = app_org_id() ORDER BY s.seal_no DESC LIMIT 1;
    WITH batch AS (
        SELECT l AS entry, l.audit_id, l.recorded_at, (l.recorded_at AT TIME ZONE 'UTC')::date AS day FROM audit_log l
        WHERE l.org_id = app_org_id() AND l.audit_id > coalesce(last.upto_audit_id, 0) ORDER BY l.audit_id LIMIT most
    ), of_one_day AS (
        SELECT * FROM batch WHERE audit_id < coalesce((SELECT min(b.audit_id) FROM batch b
            WHERE b.day <> (SELECT f.day FROM batch f ORDER BY f.audit_id LIMIT 1)), 9223372036854775807)
    )
    INSERT INTO audit_seals (org_id, seal_no, upto_audit_id, entry_count, oldest_at, digest, sealed_at)
    SELECT app_org_id(), coalesce(last.seal_no, 0) + 1, max(audit_id), count(*), min(recorded_at),
        sha256(coalesce(last.digest, '') || convert_to(string_agg(audit_text(entry), E'\x1e' ORDER BY audit_id), 'UTF8')), moment
    FROM of_one_day HAVING count(*) > 0
    RETURNING entry_count INTO sealed;
    RETURN coalesce(sealed, 0);
END $$;
REVOKE EXECUTE ON FUNCTION seal_audit(timestamptz, integer) FROM public;
GRANT EXECUTE ON FUNCTION seal_audit(timestamptz, integer) TO suthra_app;

-- Organizations with entries that were written before a moment and are not sealed yet.
CREATE FUNCTION organizations_to_seal(written_before timestamptz) RETURNS TABLE (org_id bigint, staff_id bigint) LANGUAGE sql STABLE
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT o.org_id, s.staff_id FROM organizations o
    JOIN LATERAL (SELECT min(s.staff_id) AS staff_id FROM staff s
        WHERE s.org_id = o.org_id AND s.is_active AND s.role = 'head_administrator') s ON s.staff_id IS NOT NULL
    JOIN LATERAL (SELECT l.recorded_at FROM audit_log l WHERE l.org_id = o.org_id AND l.audit_id > coalesce((
        SELECT k.upto_audit_id FROM audit_seals k WHERE k.org_id = o.org_id ORDER BY k.seal_no DESC LIMIT 1), 0)
        ORDER BY l.audit_id LIMIT 1) oldest ON oldest.recorded_at < written_before
    ORDER BY o.org_id
$$;
REVOKE EXECUTE ON FUNCTION organizations_to_seal(timestamptz) FROM public;
GRANT EXECUTE ON FUNCTION organizations_to_seal(timestamptz) TO suthra_door;
