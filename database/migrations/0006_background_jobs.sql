-- reason: a use case hands work to the background in its own transaction, without rights on the queue's tables

CREATE FUNCTION defer_job(task text, args jsonb, lock text, queueing_lock text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM procrastinate_defer_jobs_v1(
        ARRAY[ROW('default', task, 0, lock, queueing_lock, args, NULL)::procrastinate_job_to_defer_v1]);
EXCEPTION WHEN unique_violation THEN
    NULL; -- the same work already waits
END $$;
REVOKE EXECUTE ON FUNCTION defer_job(text, jsonb, text, text) FROM public;
GRANT EXECUTE ON FUNCTION defer_job(text, jsonb, text, text) TO suthra_app;

-- ANALYZE is the owner's; a run asks for it after its first batch into tables that were empty when last looked at.
CREATE FUNCTION refresh_statistics_of_new_tables() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    new_table regclass;
BEGIN
    FOR new_table IN SELECT c.oid::regclass FROM pg_class c
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.reltuples < 1000
            AND pg_relation_size(c.oid) > 1000000 AND c.relname IN ('accounts', 'survey_units', 'services', 'meters',
                'readings', 'bills', 'bill_lines', 'bill_exceptions', 'ledger_entries', 'account_balances', 'payments')
    LOOP
        EXECUTE format('ANALYZE %s', new_table);
    END LOOP;
END $$;
REVOKE EXECUTE ON FUNCTION refresh_statistics_of_new_tables() FROM public;
GRANT EXECUTE ON FUNCTION refresh_statistics_of_new_tables() TO suthra_app;
