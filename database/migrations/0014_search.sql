-- reason: one search finds anyone: a name by any part of it in any usual spelling, and a CNIC

ALTER TABLE accounts ADD COLUMN cnic text COLLATE "C" CONSTRAINT cnic_is_thirteen_digits CHECK (cnic ~ '^[0-9]{13}$');
CREATE INDEX accounts_by_cnic ON accounts (org_id, cnic) WHERE cnic IS NOT NULL;

-- A name in small letters without marks, its words apart by blanks. Marks above letters go, Arabic letters become the
-- Urdu ones, and nothing depends on the collation of the database. A word takes part by its first 200 characters.
CREATE FUNCTION plain_words(written text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN written COLLATE "C" !~ '[^A-Za-z0-9 ]' THEN lower(left(written, 200)) -- nearly all, eight times as fast
        ELSE translate(lower(left(written, 200)),
        E'.,;:!?()[]{}<>/\\|"~@#$%^&*+=_-\t\n\r\u00A0\u2013\u2014\u2010\u2011\u2026\u201C\u201D\u00AB'
        || E'\u00BB\u060C\u061B\u061F\u06D4\u00E1\u00E0\u00E2\u00E4\u00E3\u00E5\u0101\u00E9\u00E8\u00EA\u00EB'
        || E'\u0113\u00ED\u00EC\u00EE\u00EF\u012B\u00F3\u00F2\u00F4\u00F6\u00F5\u014D\u00FA\u00F9\u00FB\u00FC'
        || E'\u016B\u00FD\u00FF\u00F1\u00E7\u0161\u017E\u1E25\u064A\u0649\u0626\u0643\u0629\u0647\u0623\u0625'
        || E'\u0622\u0671\u0624''`\u2018\u2019\u02BF\u02BE\u0640\u064B\u064C\u064D\u064E\u064F\u0650\u0651'
        || E'\u0652\u0670\u200B\u200C\u200D\u200E\u200F\uFEFF\u0300\u0301\u0302\u0303\u0304\u0308\u030A\u0323'
        || E'\u0327',
        E'                                               aaaaaaaeeeeeiiiiioooooouuuuuyyncszh\u06CC\u06CC'
        || E'\u06CC\u06A9\u06C1\u06C1\u0627\u0627\u0627\u0627\u0648') END;

-- How a word sounds to who spells it by ear: Mohammed, Muhammad and Mohd are one, so are Saleem and Salim.
CREATE FUNCTION sound_of(word text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN word IN ('m', 'md', 'mhd', 'mohd', 'muhd', 'mohamd', 'muhamd', 'mohammd', 'muhammd') THEN 'muhamad'
        ELSE regexp_replace(translate(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
            word, 'ee', 'i'), 'oo', 'u'), 'ou', 'u'), 'ph', 'f'), 'ck', 'k'), 'kh', 'k'), 'gh', 'g'), 'dh', 'd'),
            'bh', 'b'), 'th', 't'), 'qwyoe', 'kviua'), '(.)\1+', '\1', 'g') END;

-- Every word that ever stood in a name, some 100,000 where there are a million names: a fragment is looked up here, and
-- the words found lead to the accounts. A word may stand twice, so that two imports never wait for each other.
CREATE TABLE name_words (
    org_id bigint NOT NULL REFERENCES organizations,
    word text COLLATE "C" NOT NULL,
    word_id bigint GENERATED ALWAYS AS IDENTITY,
    sound text COLLATE "C" GENERATED ALWAYS AS (sound_of(word)) STORED,
    PRIMARY KEY (org_id, word, word_id)
);

CREATE FUNCTION trigrams(org_id bigint, word text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    keys text[] := '{}';
BEGIN
    FOR place IN 1 .. length(word) - 2 LOOP
        keys[place] := org_id || ':' || substr(word, place, 3);
    END LOOP;
    RETURN keys;
END $$;

-- The sound itself and, from four letters on, whatever is left of it without one: two words share one of these when a
-- letter is missing, added, changed or changed places with its neighbour.
CREATE FUNCTION near_sounds(org_id bigint, sound text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    keys text[] := '{}';
BEGIN
    IF length(sound) BETWEEN 3 AND 40 THEN
        keys[1] := org_id || '-' || sound;
        FOR place IN 1 .. length(sound) LOOP
            EXIT WHEN length(sound) = 3;
            keys[place + 1] := org_id || '-' || left(sound, place - 1) || substr(sound, place + 1);
        END LOOP;
    END IF;
    RETURN keys;
END $$;

CREATE FUNCTION word_keys(org_id bigint, word text, sound text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN trigrams(org_id, word) || trigrams(org_id, sound) || near_sounds(org_id, sound);

-- Arrays of text are what GIN indexes without any extension; the organization leads each key, as it does everywhere.
CREATE INDEX name_words_by_key ON name_words USING gin (word_keys(org_id, word, sound) COLLATE "C")
    WITH (fastupdate = off);

-- The words of an account's name as keys. They are spread over 16 drawers, so that a name that a tenth of all people
-- have is answered from one drawer instead of all of them.
CREATE FUNCTION name_keys(org_id bigint, account_id bigint, holder_name text) RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN array_remove(string_to_array(org_id || '.' || account_id % 16 || ':' || replace(plain_words(holder_name), ' ',
        ' ' || org_id || '.' || account_id % 16 || ':'), ' '), org_id || '.' || account_id % 16 || ':');

CREATE INDEX accounts_by_words_of_name ON accounts USING gin (name_keys(org_id, account_id, holder_name) COLLATE "C")
    WITH (gin_pending_list_limit = 256);

ALTER TABLE name_words ENABLE ROW LEVEL SECURITY;
ALTER TABLE name_words FORCE ROW LEVEL SECURITY;
-- Nobody but the functions below reads the words: they are those of all areas.
CREATE POLICY own_organization ON name_words TO suthra_app
    USING (org_id = (SELECT app_org_id())) WITH CHECK (org_id = (SELECT app_org_id()));

CREATE FUNCTION learn_words_of_new_names() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO name_words (org_id, word)
    SELECT heard.org_id, heard.word
    FROM (SELECT DISTINCT n.org_id, w.word FROM named n, string_to_table(plain_words(n.holder_name), ' ') AS w (word)) heard
    WHERE heard.word <> '' AND NOT EXISTS (
        SELECT FROM name_words known WHERE known.org_id = heard.org_id AND known.word = heard.word);
    RETURN NULL;
END $$;
CREATE TRIGGER words_of_new_names AFTER INSERT ON accounts
    REFERENCING NEW TABLE AS named FOR EACH STATEMENT EXECUTE FUNCTION learn_words_of_new_names();

CREATE FUNCTION learn_words_of_changed_name() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO name_words (org_id, word)
    SELECT DISTINCT NEW.org_id, heard.word FROM string_to_table(plain_words(NEW.holder_name), ' ') AS heard (word)
    WHERE heard.word <> '' AND NOT EXISTS (
        SELECT FROM name_words known WHERE known.org_id = NEW.org_id AND known.word = heard.word);
    RETURN NULL;
END $$;
CREATE TRIGGER words_of_changed_names AFTER UPDATE OF holder_name ON accounts FOR EACH ROW
    WHEN (OLD.holder_name IS DISTINCT FROM NEW.holder_name) EXECUTE FUNCTION learn_words_of_changed_name();

INSERT INTO name_words (org_id, word)
SELECT DISTINCT a.org_id, w.word FROM accounts a, string_to_table(plain_words(a.holder_name), ' ') AS w (word)
WHERE w.word <> '';

-- The words that a typed part may mean, the closest first: 0 the word itself, 1 one that sounds alike, 2 one that
-- begins so, 3 one that holds it, 4 one that sounds nearly so. Parts of one or two letters are beginnings only.
CREATE FUNCTION spellings_of(org bigint, part text, most integer) RETURNS TABLE (spelling text, closeness integer)
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
    SELECT j.word::text, min(j.closeness) FROM judged j WHERE j.closeness IS NOT NULL
    GROUP BY j.word ORDER BY 2, length(j.word), j.word LIMIT most;
END $$;

-- Accounts whose name holds every typed word, the closest first, at most so many: 0 the whole name, 1 names that begin
-- so, 2 names of these words, 3 names with words that hold them, 4 names that sound nearly so (only where there are
-- few others). This is the one way by a name: under row level security no index of arrays is used, so that the
-- function looks past it and keeps to organization, areas and account itself, as the policies do.
CREATE FUNCTION accounts_named(typed text, most integer) RETURNS TABLE (account_id bigint, closeness integer)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    SET enable_seqscan = off SET max_parallel_workers_per_gather = 0 SET jit = off AS $$
DECLARE
    org constant bigint := app_org_id();
    places constant bigint[] := app_area_ids();
    own constant bigint := app_account_id();
    beginning constant text := lower(btrim(typed));
    few constant integer := 8;
    reach text := 'a.org_id = $1';
    words text := '';
    parts text[];
    known jsonb := '[]';
    found_ids bigint[] := '{}';
    new_ids bigint[];
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
        words := words || format(' AND name_keys(a.org_id, a.account_id, a.holder_name) && ($4[%s])::text[] COLLATE "C"', place);
    END LOOP;
    FOREACH step IN ARRAY ARRAY[1, 3, 4] LOOP
        CONTINUE WHEN step = 4 AND cardinality(found_ids) >= few;
        lists := ARRAY(SELECT ARRAY(SELECT w ->> 0 FROM jsonb_array_elements(p.words) w WHERE (w ->> 1)::integer <= step)::text
            FROM jsonb_array_elements(known) WITH ORDINALITY AS p (words, place) ORDER BY p.place);
        CONTINUE WHEN '{}' = ANY (lists) OR lists = earlier_lists;
        earlier_lists := lists;
        FOREACH shards SLICE 1 IN ARRAY ARRAY[ARRAY[0, 0], ARRAY[1, 15]] LOOP
            EXIT WHEN cardinality(found_ids) >= most;
            EXECUTE 'WITH hits AS MATERIALIZED (SELECT a.account_id FROM accounts a WHERE ' || reach || words
                || ') SELECT coalesce(array_agg(n.account_id), ''{}'') FROM (SELECT h.account_id FROM hits h'
                || ' WHERE h.account_id <> ALL ($5) LIMIT $6) n'
                INTO new_ids USING org, places, own, ARRAY(
                    SELECT ARRAY(SELECT org || '.' || shard || ':' || word FROM unnest(l.list::text[]) AS word,
                        generate_series(shards[1], shards[2]) AS shard)::text
                    FROM unnest(lists) WITH ORDINALITY AS l (list, place) ORDER BY l.place),
                    found_ids, most - cardinality(found_ids);
            found_ids := found_ids || new_ids;
            RETURN QUERY SELECT n.id, CASE step WHEN 1 THEN 2 ELSE step END FROM unnest(new_ids) AS n (id);
        END LOOP;
    END LOOP;
END $$;
REVOKE EXECUTE ON FUNCTION accounts_named(text, integer), spellings_of(bigint, text, integer) FROM public;
GRANT EXECUTE ON FUNCTION accounts_named(text, integer) TO suthra_app;
