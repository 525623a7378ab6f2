-- reason: tables made LIKE others took the names of their NOT NULL constraints, so that a restored schema named them anew.

DO $$
DECLARE
    each record;
BEGIN
    FOR each IN
        SELECT c.conrelid::regclass AS place, c.conname AS name FROM pg_constraint c
        WHERE c.contype = 'n' AND c.conname NOT LIKE 'archived%'
            AND c.conrelid IN ('archived_bills'::regclass, 'archived_bill_lines'::regclass, 'archived_bill_exceptions'::regclass)
    LOOP
        EXECUTE format('ALTER TABLE %s RENAME CONSTRAINT %I TO %I', each.place, each.name, 'archived_' || each.name);
    END LOOP;
END $$;
