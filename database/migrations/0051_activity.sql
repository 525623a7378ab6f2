-- reason: an audit entry says from where it was made and in which area, so that everybody reads what happens in their own areas

-- Empty in entries from before, which read and are sealed as they were.
ALTER TABLE audit_log ADD COLUMN address text, ADD COLUMN device text, ADD COLUMN area_id bigint;
CREATE INDEX audit_log_by_area ON audit_log (org_id, area_id, staff_id) WHERE area_id IS NOT NULL;

-- The area of the record that an entry names, as far as whoever writes sees it; null where it lies in none or is many.
CREATE FUNCTION area_of_record(of_org_id bigint, ref text) RETURNS bigint LANGUAGE plpgsql STABLE
    SET search_path = public, pg_temp AS $$
DECLARE
    noun constant text := split_part(ref, ' ', 1);
    wanted constant text := substr(ref, length(split_part(ref, ' ', 1)) + 2);
    number constant bigint := substring(ref FROM '^[a-z]+ (?:.*-)?([0-9]{1,18})$')::bigint;
BEGIN
    CASE noun
        WHEN 'unit' THEN
            RETURN (SELECT u.area_id FROM survey_units u WHERE u.org_id = of_org_id AND u.code = wanted);
        WHEN 'account' THEN
            RETURN (SELECT a.area_id FROM accounts a WHERE a.org_id = of_org_id AND a.code = wanted);
        WHEN 'area' THEN
            RETURN (SELECT a.area_id FROM areas a WHERE a.org_id = of_org_id AND a.code = wanted);
        WHEN 'bill' THEN
            IF wanted !~ '^[0-9]{4}(0[1-9]|1[0-2])-[0-9]{1,18}$' THEN
                RETURN NULL;
            END IF;
            RETURN (SELECT b.area_id FROM all_bills b WHERE b.org_id = of_org_id AND b.bill_id = number
                AND b.period = make_date(left(wanted, 4)::integer, substr(wanted, 5, 2)::integer, 1));
        WHEN 'payment' THEN
            RETURN (SELECT p.area_id FROM payments p WHERE p.org_id = of_org_id AND p.receipt_number = number
                AND p.counter = lower(regexp_replace(wanted, '-[0-9]+$', '')));
        WHEN 'reading' THEN RETURN (SELECT r.area_id FROM readings r WHERE r.org_id = of_org_id AND r.reading_id = number);
        WHEN 'ticket' THEN RETURN (SELECT t.area_id FROM tickets t WHERE t.org_id = of_org_id AND t.ticket_number = number);
        WHEN 'visit' THEN RETURN (SELECT v.area_id FROM visits v WHERE v.org_id = of_org_id AND v.visit_number = number);
        WHEN 'challan' THEN
            RETURN (SELECT v.area_id FROM challans c JOIN visits v ON v.org_id = c.org_id AND v.visit_id = c.visit_id
                WHERE c.org_id = of_org_id AND c.challan_number = number);
        ELSE RETURN NULL;
    END CASE;
END $$;

CREATE OR REPLACE FUNCTION number_audit_entry() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    NEW.address := coalesce(NEW.address, nullif(current_setting('app.address', true), ''));
    NEW.device := coalesce(NEW.device, nullif(current_setting('app.device', true), ''));
    NEW.area_id := coalesce(NEW.area_id, area_of_record(NEW.org_id, NEW.ref));
    PERFORM pg_advisory_xact_lock_shared(audit_turn(NEW.org_id));
    NEW.audit_id := nextval('audit_log_audit_id_seq');
    RETURN NEW;
END $$;

-- What is new goes to the end, and only where something of it was said: entries sealed before have the text they had.
CREATE OR REPLACE FUNCTION audit_text(entry audit_log) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
    RETURN concat_ws(E'\x1f', entry.audit_id, (extract(epoch FROM entry.recorded_at) * 1000000)::bigint,
        coalesce(entry.staff_id::text, '-'), entry.action, entry.ref, coalesce(entry.before::text, '-'),
        coalesce(entry.after::text, '-'), entry.origin,
        CASE WHEN num_nonnulls(entry.address, entry.device, entry.area_id) > 0 THEN concat_ws(E'\x1f',
            coalesce(entry.address, '-'), coalesce(entry.device, '-'), coalesce(entry.area_id::text, '-')) END);
