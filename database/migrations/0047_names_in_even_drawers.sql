-- reason: ids in step with names crowded them into few drawers, and words that sound nearly so were looked up by the dozen

-- The drawer of an account, 0 to 15, whatever step its ids take.
CREATE FUNCTION name_drawer(account_id bigint) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (account_id % 65521 * 40503 >> 8) & 15;

DROP INDEX accounts_by_words_of_name;
CREATE OR REPLACE FUNCTION name_keys(org_id bigint, account_id bigint, holder_name text) RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN array_remove(string_to_array(org_id || '.' || name_drawer(account_id) || ':' || replace(plain_words(holder_name), ' ',
        ' ' || org_id || '.' || name_drawer(account_id) || ':'), ' '), org_id || '.' || name_drawer(account_id) || ':');
CREATE INDEX accounts_by_words_of_name ON accounts USING gin (name_keys(org_id, account_id, holder_name) COLLATE "C")
    WITH (gin_pending_list_limit = 256);

-- As before, but of words that sound nearly so the twelve likeliest: those that begin alike, the shortest first.
CREATE OR REPLACE FUNCTION spellings_of(org bigint, part text, most integer) RETURNS TABLE (spelling text, closeness integer)
    LANGUAGE plpgsql STABLE SET search_path = public, pg_temp SET enable_seqscan = off AS $$
DECLARE
    heard constant text := sound_of(part);
BEGIN
    RETURN QUERY
    WITH hits AS (
        SELECT k.word, k.sound, false AS is_near FROM name_words k
        WHERE length(part) < 3 AND k.org_id = org AND k.word >= part AND k.word < part || chr(1114111)
        UNION
        SELECT k.word, k.sound, false FROM name_words k
        WHERE length(part) > 2 AND word_keys(k.org_id, k.word, k.sound) @> trigrams(org, part) COLLATE "C"
        UNION
        SELECT k.word, k.sound, false FROM name_words k
        WHERE length(heard) > 2 AND word_keys(k.org_id, k.word, k.sound) @> trigrams(org, heard) COLLATE "C"
        UNION
        SELECT k.word, k.sound, true FROM name_words k
        WHERE length(heard) > 2 AND word_keys(k.org_id, k.word, k.sound) && near_sounds(org, heard) COLLATE "C"
    ), judged AS (
        SELECT h.word, CASE WHEN h.word = part THEN 0 WHEN h.sound = heard THEN 1
            WHEN starts_with(h.word, part) OR length(heard) > 2 AND starts_with(h.sound, heard) THEN 2
            WHEN strpos(h.word, part) > 0 OR length(heard) > 2 AND strpos(h.sound, heard) > 0 THEN 3
            WHEN h.is_near THEN 4 END AS closeness
        FROM hits h
    )
    SELECT f.word::text, f.closeness FROM (
        SELECT j.word, min(j.closeness) AS closeness, row_number() OVER (
            PARTITION BY min(j.closeness) = 4 ORDER BY left(j.word, 1) <> left(part, 1), length(j.word), j.word) AS place
        FROM judged j WHERE j.closeness IS NOT NULL GROUP BY j.word
    ) f
    WHERE f.closeness < 4 OR f.place <= 12
    ORDER BY f.closeness, length(f.word), f.word LIMIT most;
END $$;
