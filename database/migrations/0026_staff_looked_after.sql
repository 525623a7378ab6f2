-- reason: staff have a page: when they were last seen, sessions to look at and end, a new password, areas that run out

-- What a page names a session by; its token is nobody's to see.
ALTER TABLE sessions ADD COLUMN session_id bigint GENERATED ALWAYS AS IDENTITY;

-- Whoever was given areas sees these and no others, and nothing once they have run out; without ever having had any, everything.
ALTER TABLE staff ADD COLUMN is_limited boolean NOT NULL DEFAULT false;
UPDATE staff s SET is_limited = true WHERE EXISTS (SELECT FROM staff_assignments g
    WHERE g.org_id = s.org_id AND g.staff_id = s.staff_id AND (g.ends_on IS NULL OR g.ends_on >= current_date));

-- Sessions are the door's to see; what the office sees of them goes through these, within the organization.
CREATE FUNCTION staff_seen_at(wanted bigint) RETURNS timestamptz LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
    SELECT max(n.seen_at) FROM staff s JOIN sessions n ON n.person_id = s.person_id
    WHERE s.org_id = app_org_id() AND s.staff_id = wanted AND n.org_id = s.org_id AND n.staff_id = s.staff_id
        AND app_account_id() IS NULL
$$;
CREATE FUNCTION sessions_of_staff(wanted bigint) RETURNS TABLE (session_id bigint, created_at timestamptz,
    seen_at timestamptz, expires_at timestamptz, revoked_at timestamptz, address text, user_agent text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT n.session_id, n.created_at, n.seen_at, n.expires_at, n.revoked_at, n.address, n.user_agent
    FROM staff s JOIN sessions n ON n.person_id = s.person_id
    WHERE s.org_id = app_org_id() AND s.staff_id = wanted AND n.org_id = s.org_id AND n.staff_id = s.staff_id
        AND app_area_ids() IS NULL AND app_account_id() IS NULL
    ORDER BY n.seen_at DESC, n.session_id DESC LIMIT 100
$$;
-- One session, or every one for NULL; gives how many ended.
CREATE FUNCTION end_sessions_of_staff(wanted bigint, only_session bigint, moment timestamptz) RETURNS bigint LANGUAGE sql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH ended AS (
        UPDATE sessions n SET revoked_at = moment
        FROM staff s
        WHERE s.org_id = app_org_id() AND s.staff_id = wanted AND n.person_id = s.person_id AND n.org_id = s.org_id
            AND n.staff_id = s.staff_id AND n.revoked_at IS NULL AND n.expires_at > moment
            AND (only_session IS NULL OR n.session_id = only_session)
            AND app_area_ids() IS NULL AND app_account_id() IS NULL
        RETURNING n.session_id
    ) SELECT count(*) FROM ended
$$;
-- Also ends every session and forgets the tries that locked the person out. False for somebody who works elsewhere too:
-- one organization does not open another's door.
CREATE FUNCTION reset_password_of_staff(wanted bigint, new_hash text, moment timestamptz) RETURNS boolean LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    person bigint := (SELECT s.person_id FROM staff s WHERE s.org_id = app_org_id() AND s.staff_id = wanted
        AND app_area_ids() IS NULL AND app_account_id() IS NULL);
BEGIN
    IF person IS NULL OR EXISTS (SELECT FROM staff o WHERE o.person_id = person AND o.org_id <> app_org_id()) THEN
        RETURN false;
    END IF;
    UPDATE people SET password_hash = new_hash, must_change_password = true, password_changed_at = moment
    WHERE person_id = person;
    UPDATE sessions SET revoked_at = moment WHERE person_id = person AND revoked_at IS NULL;
    DELETE FROM sign_in_attempts a USING people p WHERE p.person_id = person AND a.username = p.username;
    RETURN true;
END $$;
REVOKE EXECUTE ON FUNCTION staff_seen_at(bigint), sessions_of_staff(bigint),
    end_sessions_of_staff(bigint, bigint, timestamptz), reset_password_of_staff(bigint, text, timestamptz) FROM public;
GRANT EXECUTE ON FUNCTION staff_seen_at(bigint), sessions_of_staff(bigint),
    end_sessions_of_staff(bigint, bigint, timestamptz), reset_password_of_staff(bigint, text, timestamptz) TO suthra_app;
