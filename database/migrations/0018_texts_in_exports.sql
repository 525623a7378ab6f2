-- reason: a text in an export is looked at by its first letter alone, which takes a third of the time of a pattern.

-- What a spreadsheet would run as a formula gets an apostrophe in front: - = + @, tab, line breaks, and the wide - = + @.
CREATE OR REPLACE FUNCTION cell(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN ascii(value) IN (9, 10, 13, 43, 45, 61, 64, 65291, 65293, 65309, 65312) THEN '''' || value ELSE value END;
