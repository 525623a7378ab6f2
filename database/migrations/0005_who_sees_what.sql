-- reason: the second wall: each row is seen only by its organization, within the areas or the account of who asks

CREATE FUNCTION protect(target regclass, condition text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', target);
    EXECUTE format('CREATE POLICY who_may ON %s TO suthra_app USING (org_id = (SELECT app_org_id()) AND %s) '
        'WITH CHECK (org_id = (SELECT app_org_id()) AND %s)', target, condition, condition);
END $$;

DO $$
DECLARE
    -- No limit makes the comparison unknown, which is not false. Compared with 0, because the planner takes a plain
    -- condition here for one row in a million and then plans for one row.
    in_area constant text := 'CASE WHEN (area_id = ANY ((SELECT app_area_ids())::bigint[])) IS NOT FALSE '
        'THEN 1 ELSE 0 END <> 0';
    own_account constant text := 'CASE WHEN (account_id = (SELECT app_account_id())) IS NOT FALSE '
        'THEN 1 ELSE 0 END <> 0';
    of_bill constant text := '(((SELECT app_area_ids()) IS NULL AND (SELECT app_account_id()) IS NULL) OR EXISTS '
        '(SELECT FROM bills b WHERE b.org_id = %1$s.org_id AND b.period = %1$s.period AND b.bill_id = %1$s.bill_id))';
    target text;
BEGIN
    FOREACH target IN ARRAY ARRAY['areas', 'staff_assignments', 'tariffs', 'tariff_versions', 'billing_cycles',
        'bill_number_counters', 'bill_runs', 'bill_run_shards', 'receipt_counters'] LOOP
        PERFORM protect(target::regclass, 'true');
    END LOOP;
    FOREACH target IN ARRAY ARRAY['accounts', 'survey_units', 'meters', 'readings', 'bills', 'payments',
        'ledger_entries', 'account_balances'] LOOP
        PERFORM protect(target::regclass, in_area || ' AND ' || own_account);
    END LOOP;
    FOREACH target IN ARRAY ARRAY['bill_lines', 'bill_exceptions'] LOOP
        PERFORM protect(target::regclass, format(of_bill, target));
    END LOOP;
    PERFORM protect('services', '(((SELECT app_area_ids()) IS NULL AND (SELECT app_account_id()) IS NULL) OR EXISTS '
        '(SELECT FROM accounts a WHERE a.org_id = services.org_id AND a.account_id = services.account_id))');
END $$;
DROP FUNCTION protect(regclass, text);

CREATE POLICY door_sees_areas ON areas FOR SELECT TO suthra_door USING (true);
CREATE POLICY door_sees_assignments ON staff_assignments FOR SELECT TO suthra_door USING (true);
GRANT SELECT ON areas, staff_assignments TO suthra_door;
-- A worker that starts finds the runs whose work was cut off, in every organization.
CREATE POLICY door_sees_unfinished_runs ON bill_runs FOR SELECT TO suthra_door
    USING (status IN ('calculating', 'issuing'));
GRANT SELECT (org_id, run_id, status, failure, created_by, issued_by) ON bill_runs TO suthra_door;

GRANT SELECT, INSERT, UPDATE ON areas, staff_assignments, accounts, survey_units, tariffs, tariff_versions, services,
    meters, readings, billing_cycles, bill_number_counters, bill_runs, bill_run_shards, bills, bill_exceptions,
    receipt_counters, payments TO suthra_app;
GRANT DELETE ON bill_run_shards TO suthra_app;
-- The ledger and the lines of a bill are written once.
GRANT SELECT, INSERT ON ledger_entries, bill_lines TO suthra_app;
GRANT SELECT, INSERT, UPDATE ON account_balances TO suthra_app;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO suthra_app;

-- Text in an export: what a spreadsheet would run as a formula gets an apostrophe in front of it.
CREATE FUNCTION cell(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN value ~ E'^[-=+@\t\r\n\uFF0D\uFF1D\uFF0B\uFF20]' THEN '''' || value ELSE value END;
