-- reason: an organization says which roles need a second factor, sees who has one, and takes a lost one away

ALTER TABLE organizations ADD COLUMN mfa_roles text[] NOT NULL DEFAULT '{}' CONSTRAINT roles_with_second_factor_are_known CHECK
    (array_position(mfa_roles, NULL) IS NULL AND mfa_roles <@ ARRAY
        ['head_administrator', 'manager', 'billing', 'operations', 'support', 'field_agent', 'consumer']);
CREATE POLICY own_organization_is_set ON organizations FOR UPDATE TO suthra_app
    USING (org_id = (SELECT app_org_id()) AND (SELECT app_area_ids()) IS NULL AND (SELECT app_account_id()) IS NULL)
    WITH CHECK (org_id = (SELECT app_org_id()));
GRANT UPDATE (mfa_roles) ON organizations TO suthra_app;

-- Whether, never what: secrets stay with the door.
CREATE FUNCTION has_second_factor(wanted bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM staff s JOIN second_factors f ON f.person_id = s.person_id AND f.secret IS NOT NULL
        WHERE s.org_id = app_org_id() AND s.staff_id = wanted AND app_area_ids() IS NULL AND app_account_id() IS NULL)
$$;
CREATE FUNCTION second_factors_by_role() RETURNS TABLE (role text, people bigint, with_factor bigint)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT s.role, count(*), count(f.person_id)
    FROM staff s JOIN people p ON p.person_id = s.person_id AND NOT p.is_disabled
    LEFT JOIN second_factors f ON f.person_id = s.person_id AND f.secret IS NOT NULL
    WHERE s.org_id = app_org_id() AND s.is_active AND app_area_ids() IS NULL AND app_account_id() IS NULL
    GROUP BY s.role
$$;
-- Also ends every session. 'elsewhere' for somebody who works in another organization too: one does not open another's door.
CREATE FUNCTION reset_second_factor_of_staff(wanted bigint, moment timestamptz) RETURNS text LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    person bigint := (SELECT s.person_id FROM staff s WHERE s.org_id = app_org_id() AND s.staff_id = wanted
        AND app_area_ids() IS NULL AND app_account_id() IS NULL);
BEGIN
    IF EXISTS (SELECT FROM staff o WHERE o.person_id = person AND o.org_id <> app_org_id()) THEN
        RETURN 'elsewhere';
    END IF;
    DELETE FROM second_factors WHERE person_id = person AND secret IS NOT NULL;
    IF NOT FOUND THEN
        RETURN 'none';
    END IF;
    DELETE FROM recovery_codes WHERE person_id = person;
    DELETE FROM half_sessions WHERE person_id = person;
    UPDATE sessions SET revoked_at = moment WHERE person_id = person AND revoked_at IS NULL;
    RETURN 'done';
END $$;
REVOKE EXECUTE ON FUNCTION has_second_factor(bigint), second_factors_by_role(),
    reset_second_factor_of_staff(bigint, timestamptz) FROM public;
GRANT EXECUTE ON FUNCTION has_second_factor(bigint), second_factors_by_role(),
    reset_second_factor_of_staff(bigint, timestamptz) TO suthra_app;
