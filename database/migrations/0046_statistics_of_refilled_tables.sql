-- reason: a table that was emptied, vacuumed and filled again was planned for as empty, and a run over it took many times as long

CREATE OR REPLACE FUNCTION refresh_statistics_of_new_tables() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    known record;
    is_due boolean;
    own bigint;
BEGIN
    FOR known IN SELECT c.oid::regclass AS name, greatest(c.reltuples, 0)::bigint AS row_count,
            -- From sixteen pages, as checks of foreign keys planned for fewer read the whole table from then on; and then at
            -- every hundredfold growth: how large a table is, the planner sees by itself.
            -- One that was vacuumed while it was empty is thought to hold nothing in as many pages as it has.
            pg_relation_size(c.oid) >= greatest(131072, CASE WHEN c.reltuples > 0 THEN 100 ELSE 0 END * c.relpages::bigint
                * current_setting('block_size')::bigint) AS is_grown,
            -- One table at a time, each by the index of names.
            app_org_id() = ANY (coalesce((SELECT s.most_common_vals::text::bigint[] FROM pg_stats s
                WHERE s.schemaname = 'public' AND s.tablename = c.relname AND s.attname = 'org_id'), '{}')) AS is_met
        FROM pg_class c
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
            AND c.relname IN ('accounts', 'survey_units', 'services', 'meters', 'readings', 'bills', 'bill_lines',
                'bill_exceptions', 'ledger_entries', 'account_balances', 'payments', 'bulk_change_rows', 'import_rows',
                'archived_bills', 'archived_bill_lines', 'archived_bill_exceptions')
        -- Two at once wait for each other in one order.
        ORDER BY c.oid
    LOOP
        is_due := known.is_grown;
        IF NOT is_due AND known.row_count > 0 AND NOT known.is_met THEN
            -- Enough rows to turn up in the planner's sample of 30,000, fifteen times or so.
            own := greatest(200, known.row_count / 2000);
            EXECUTE format('SELECT count(*) = $1 FROM (SELECT FROM %s WHERE org_id = app_org_id() LIMIT $1) o', known.name)
                INTO is_due USING own;
        END IF;
        IF is_due THEN
            EXECUTE format('ANALYZE %s', known.name);
        END IF;
    END LOOP;
END $$;
