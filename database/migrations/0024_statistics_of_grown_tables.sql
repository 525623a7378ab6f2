-- reason: small new tables, and tables that had grown many times since they were looked at, were planned for as if empty.

CREATE OR REPLACE FUNCTION refresh_statistics_of_new_tables() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    grown regclass;
BEGIN
    -- From two pages, where a plan for nothing begins to hurt, and then at every tenfold growth: autovacuum does the rest.
    FOR grown IN SELECT c.oid::regclass FROM pg_class c
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
            AND pg_relation_size(c.oid) >= greatest(16384, 10 * c.relpages::bigint * current_setting('block_size')::bigint)
            AND c.relname IN ('accounts', 'survey_units', 'services', 'meters', 'readings', 'bills', 'bill_lines',
                'bill_exceptions', 'ledger_entries', 'account_balances', 'payments',
                'archived_bills', 'archived_bill_lines', 'archived_bill_exceptions')
        -- Two at once wait for each other in one order.
        ORDER BY c.oid
    LOOP
        EXECUTE format('ANALYZE %s', grown);
    END LOOP;
END $$;
