-- reason: units and accounts retired on one connection failed: the second was planned for with the rows of the first.

CREATE OR REPLACE FUNCTION retire(kind text, before timestamptz, most integer, is_dry boolean)
    RETURNS TABLE (removed bigint, oldest timestamptz)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    -- The pieces of each kind are constants of this function.
    never_used constant text := 'NOT EXISTS (SELECT FROM all_bills x WHERE x.org_id = t.org_id AND x.account_id = t.account_id)'
        ' AND NOT EXISTS (SELECT FROM ledger_entries x WHERE x.org_id = t.org_id AND x.account_id = t.account_id)'
        ' AND NOT EXISTS (SELECT FROM payments x WHERE x.org_id = t.org_id AND x.account_id = t.account_id)'
        ' AND NOT EXISTS (SELECT FROM readings x WHERE x.org_id = t.org_id AND x.account_id = t.account_id)';
    of_import constant text := '(SELECT coalesce(i.rolled_back_at, i.finished_at) FROM imports i WHERE i.org_id = t.org_id'
        ' AND i.import_id = t.import_id AND i.status IN (''done'', ''partial'', ''rolled_back''))';
    of_change constant text := '(SELECT coalesce(k.undo_finished_at, k.finished_at) FROM bulk_changes k'
        ' WHERE k.org_id = t.org_id AND k.change_id = t.change_id AND k.status IN (''done'', ''undone''))';
    target text;
    moment text;
    condition text := 't.org_id = $1';
    -- What hangs on a record and goes with it.
    parts text[] := '{}';
    part text;
    key text;
    id bigint;
    at timestamptz;
    gone bigint;
BEGIN
    IF app_org_id() IS NULL OR app_area_ids() IS NOT NULL OR app_account_id() IS NOT NULL THEN
        RAISE insufficient_privilege USING MESSAGE = 'records are retired for a whole organization';
    END IF;
    -- The clocks of the app and of the database may differ by a little.
    IF before > now() - make_interval(days => retention_minimum(kind)) + interval '1 hour' THEN
        RAISE insufficient_privilege USING MESSAGE = 'these records are too young to be retired';
    END IF;
    CASE kind
        WHEN 'audit' THEN target := 'audit_log'; moment := 't.recorded_at';
        WHEN 'sessions' THEN target := 'sessions'; moment := 'least(t.expires_at, t.revoked_at)';
        WHEN 'sign_in_attempts' THEN
            target := 'sign_in_attempts';
            moment := 't.attempted_at';
            condition := 't.username IN (SELECT p.username FROM staff s JOIN people p ON p.person_id = s.person_id WHERE s.org_id = $1)';
        WHEN 'jobs' THEN
            target := 'procrastinate_jobs';
            moment := '(SELECT max(e.at) FROM procrastinate_events e WHERE e.job_id = t.id)';
            condition := '(t.args ->> ''org_id'')::bigint = $1 AND t.status IN (''succeeded'', ''failed'', ''cancelled'', ''aborted'')';
        WHEN 'exports' THEN
            target := 'exports';
            moment := 't.finished_at';
            condition := condition || ' AND NOT EXISTS (SELECT FROM files f WHERE f.org_id = t.org_id AND f.file_id = t.file_id'
                ' AND f.is_complete)';
        WHEN 'files' THEN
            target := 'files';
            moment := 't.expires_at';
            condition := condition || ' AND NOT t.is_complete AND NOT EXISTS (SELECT FROM exports x WHERE x.org_id = t.org_id'
                ' AND x.file_id = t.file_id) AND NOT EXISTS (SELECT FROM imports i WHERE i.org_id = t.org_id'
                ' AND t.file_id = ANY (ARRAY[i.file_id, i.error_file_id] || i.result_file_ids))';
        WHEN 'previews' THEN
            target := 'imports';
            moment := 't.created_at';
            condition := condition || ' AND t.status IN (''uploaded'', ''mapped'', ''validated'')';
            parts := ARRAY['DELETE FROM import_rows WHERE org_id = $1 AND import_id = $2'];
        WHEN 'import_rows' THEN
            target := 'import_rows';
            moment := of_import;
            condition := condition || ' AND t.verdict <> ''parked''';
        WHEN 'bulk_change_rows' THEN target := 'bulk_change_rows'; moment := of_change;
        WHEN 'units' THEN
            target := 'survey_units';
            moment := 't.deleted_at';
            condition := condition || ' AND t.deleted_at IS NOT NULL AND ' || never_used;
            parts := ARRAY['DELETE FROM meters WHERE org_id = $1 AND service_id IN (SELECT v.service_id FROM services v'
                ' WHERE v.org_id = $1 AND v.unit_id = $2)', 'DELETE FROM services WHERE org_id = $1 AND unit_id = $2'];
        WHEN 'accounts' THEN
            target := 'accounts';
            moment := 't.deleted_at';
            condition := condition || ' AND t.deleted_at IS NOT NULL AND ' || never_used
                || ' AND NOT EXISTS (SELECT FROM survey_units x WHERE x.org_id = t.org_id AND x.account_id = t.account_id)';
            parts := ARRAY['DELETE FROM meters WHERE org_id = $1 AND account_id = $2',
                'DELETE FROM services WHERE org_id = $1 AND account_id = $2',
                'DELETE FROM account_balances WHERE org_id = $1 AND account_id = $2'];
    END CASE;
    condition := condition || ' AND ' || moment || ' < $2';
    IF is_dry THEN
        RETURN QUERY EXECUTE format('SELECT count(*), min(%s) FROM %I t WHERE %s', moment, target, condition)
            USING app_org_id(), before;
        RETURN;
    END IF;
    IF kind = 'import_rows' THEN
        UPDATE imports i SET rows_cleared_at = now() WHERE i.org_id = app_org_id() AND i.rows_cleared_at IS NULL
            AND i.status IN ('done', 'partial', 'rolled_back') AND coalesce(i.rolled_back_at, i.finished_at) < before;
    END IF;
    IF kind NOT IN ('previews', 'units', 'accounts', 'files') THEN
        RETURN QUERY EXECUTE format('WITH gone AS (DELETE FROM %1$I t WHERE t.ctid = ANY (ARRAY(SELECT t.ctid FROM %1$I t WHERE %3$s'
            ' LIMIT $3)) RETURNING %2$s AS at) SELECT count(*), min(at) FROM gone', target, moment, condition)
            USING app_org_id(), before, most;
        RETURN;
    END IF;
    key := CASE kind WHEN 'previews' THEN 'import_id' WHEN 'units' THEN 'unit_id' WHEN 'accounts' THEN 'account_id'
        ELSE 'file_id' END;
    removed := 0;
    -- By id, not by row: what a statement here was first planned with, rows of one table, it keeps for the whole session.
    FOR id, at IN EXECUTE format('SELECT t.%4$I, %2$s FROM %1$I t WHERE %3$s LIMIT $3', target, moment, condition, key)
        USING app_org_id(), before, most LOOP
        BEGIN
            FOREACH part IN ARRAY parts LOOP
                EXECUTE part USING app_org_id(), id;
            END LOOP;
            EXECUTE format('DELETE FROM %I WHERE (org_id, %I) = ($1, $2)', target, key) USING app_org_id(), id;
            GET DIAGNOSTICS gone = ROW_COUNT;
            removed := removed + gone;
            oldest := least(oldest, at);
        EXCEPTION WHEN foreign_key_violation THEN
            NULL; -- something points at it that these rules do not know
        END;
    END LOOP;
    RETURN NEXT;
END $$;
