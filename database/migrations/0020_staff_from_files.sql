-- reason: staff come in files, with a phone; who was brought by mistake and never signed in is taken out again

ALTER TABLE staff ADD COLUMN phone text COLLATE "C" CONSTRAINT staff_phone_is_digits CHECK (phone ~ '^[0-9]{7,15}$');

-- Whoever signed in, or chose a password, is somebody; passwords and sessions are the door's to see.
CREATE FUNCTION staff_in_use(staff_ids bigint[]) RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
    SELECT s.staff_id FROM staff s JOIN people p ON p.person_id = s.person_id
    WHERE s.org_id = app_org_id() AND s.staff_id = ANY (staff_ids) AND (NOT p.must_change_password
        OR EXISTS (SELECT FROM sessions n WHERE n.person_id = p.person_id)
        OR EXISTS (SELECT FROM staff o WHERE o.person_id = p.person_id AND o.org_id <> s.org_id))
$$;
CREATE FUNCTION remove_new_staff(staff_ids bigint[]) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
DECLARE
    -- Whoever sees some areas only, or one account, removes nobody.
    wanted bigint[] := ARRAY(SELECT s.staff_id FROM staff s WHERE s.org_id = app_org_id() AND s.staff_id = ANY (staff_ids)
        AND app_area_ids() IS NULL AND app_account_id() IS NULL
        AND s.staff_id NOT IN (SELECT used FROM staff_in_use(staff_ids) AS used));
    persons bigint[] := ARRAY(SELECT s.person_id FROM staff s WHERE s.org_id = app_org_id() AND s.staff_id = ANY (wanted));
BEGIN
    DELETE FROM staff_assignments WHERE org_id = app_org_id() AND staff_id = ANY (wanted);
    DELETE FROM staff WHERE org_id = app_org_id() AND staff_id = ANY (wanted);
    DELETE FROM people WHERE person_id = ANY (persons);
    RETURN cardinality(wanted);
END $$;
REVOKE EXECUTE ON FUNCTION staff_in_use(bigint[]), remove_new_staff(bigint[]) FROM public;
GRANT EXECUTE ON FUNCTION staff_in_use(bigint[]), remove_new_staff(bigint[]) TO suthra_app;
