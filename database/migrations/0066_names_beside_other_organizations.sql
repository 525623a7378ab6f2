-- reason: beside another large organization a rare name took a walk over every account of the own one

-- Accounts whose name holds every typed word, the closest first, at most so many: 0 the whole name, 1 names that begin
-- so, 2 names of these words, 3 names with words that hold them, 4 names that sound nearly so (only where there are
-- few others). This is the one way by a name: under row level security no index of arrays is used, so that the
-- function looks past it and keeps to organization, areas and account itself, as the policies do.
CREATE OR REPLACE FUNCTION accounts_named(typed text, most integer) RETURNS TABLE (account_id bigint, closeness integer)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    SET enable_seqscan = off SET max_parallel_workers_per_gather = 0 SET jit = off AS $$
DECLARE
    org constant bigint := app_org_id();
    places constant bigint[] := app_area_ids();
    own constant bigint := app_account_id();
    beginning constant text := lower(btrim(typed));
    few constant integer := 8;
    -- More of one drawer than this have a common name: then the way through the areas or the account is short, too.
    common constant integer := 200;
    reach text := 'a.org_id = $1';
    is_narrow boolean := own IS NOT NULL;
    words text := '';
    parts text[];
    known jsonb := '[]';
    found_ids bigint[] := '{}';
    new_ids bigint[];
    seen bigint;
    keys text[];
    lists text[];
    earlier_lists text[];
    step integer;
    shards integer[];
BEGIN
    parts := ARRAY(SELECT w.word FROM (SELECT p.word, min(p.place) AS place
        FROM string_to_table(plain_words(typed), ' ') WITH ORDINALITY AS p (word, place)
        WHERE p.word <> '' GROUP BY p.word) w ORDER BY w.place LIMIT 6);
    IF org IS NULL OR cardinality(parts) = 0 THEN
        RETURN;
    END IF;
    IF places IS NOT NULL THEN
        reach := reach || ' AND a.area_id = ANY ($2)';
    END IF;
    IF own IS NOT NULL THEN
        reach := reach || ' AND a.account_id = $3';
    END IF;

    EXECUTE 'SELECT coalesce(array_agg(b.account_id), ''{}'') FROM (SELECT a.account_id FROM accounts a WHERE ' || reach
        || ' AND a.name_key >= $4 COLLATE "C" AND a.name_key < $4 || chr(1114111) COLLATE "C"'
        || ' ORDER BY a.name_key, a.account_id LIMIT $5) b'
        INTO found_ids USING org, places, own, beginning, most;
    RETURN QUERY SELECT a.account_id, CASE WHEN a.name_key = beginning THEN 0 ELSE 1 END
        FROM unnest(found_ids) AS f (account_id) JOIN accounts a ON a.org_id = org AND a.account_id = f.account_id;

    FOR place IN 1 .. cardinality(parts) LOOP
        EXIT WHEN cardinality(found_ids) >= most;
        known := known || jsonb_build_array((SELECT coalesce(jsonb_agg(jsonb_build_array(s.spelling, s.closeness)), '[]')
            FROM spellings_of(org, parts[place], 60) s));
        words := words || CASE WHEN place > 1 THEN ' AND ' ELSE '' END
            || format('name_keys(a.org_id, a.account_id, a.holder_name) && ($4[%s])::text[] COLLATE "C"', place);
    END LOOP;
    FOREACH step IN ARRAY ARRAY[1, 3, 4] LOOP
        CONTINUE WHEN step = 4 AND cardinality(found_ids) >= few;
        lists := ARRAY(SELECT ARRAY(SELECT w ->> 0 FROM jsonb_array_elements(p.words) w WHERE (w ->> 1)::integer <= step)::text
            FROM jsonb_array_elements(known) WITH ORDINALITY AS p (words, place) ORDER BY p.place);
        CONTINUE WHEN '{}' = ANY (lists) OR lists = earlier_lists;
        earlier_lists := lists;
        FOREACH shards SLICE 1 IN ARRAY ARRAY[ARRAY[0, 0], ARRAY[1, 15]] LOOP
            EXIT WHEN cardinality(found_ids) >= most;
            keys := ARRAY(
                SELECT ARRAY(SELECT org || '.' || shard || ':' || word FROM unnest(l.list::text[]) AS word,
                    generate_series(shards[1], shards[2]) AS shard)::text
                FROM unnest(lists) WITH ORDINALITY AS l (list, place) ORDER BY l.place);
            IF NOT is_narrow THEN
                -- Nothing but the names, which hold the organization: a rare name is thought of as common, and every
                -- account of the organization would be read to sort out the handful of its own.
                EXECUTE 'WITH hits AS MATERIALIZED (SELECT a.org_id, a.area_id, a.account_id FROM accounts a WHERE ' || words
                    || ') SELECT (coalesce(array_agg(h.account_id) FILTER (WHERE h.org_id = $1'
                    || ' AND ($2 IS NULL OR h.area_id = ANY ($2)) AND h.account_id <> ALL ($5)), ''{}''))[1:$6], count(*)'
                    || ' FROM (SELECT * FROM hits LIMIT $7) h'
                    INTO new_ids, seen USING org, places, own, keys, found_ids, most - cardinality(found_ids),
                        CASE WHEN places IS NULL THEN most WHEN shards[1] = 0 THEN common END;
                is_narrow := places IS NOT NULL AND seen >= common AND shards[1] = 0;
            END IF;
            IF is_narrow THEN
                EXECUTE 'WITH hits AS MATERIALIZED (SELECT a.account_id FROM accounts a WHERE ' || reach || ' AND ' || words
                    || ') SELECT coalesce(array_agg(n.account_id), ''{}'') FROM (SELECT h.account_id FROM hits h'
                    || ' WHERE h.account_id <> ALL ($5) LIMIT $6) n'
                    INTO new_ids USING org, places, own, keys, found_ids, most - cardinality(found_ids);
            END IF;
            found_ids := found_ids || new_ids;
            RETURN QUERY SELECT n.id, CASE step WHEN 1 THEN 2 ELSE step END FROM unnest(new_ids) AS n (id);
        END LOOP;
    END LOOP;
END $$;
