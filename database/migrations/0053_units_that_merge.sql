-- reason: a unit that was surveyed twice becomes a duplicate of the one that is kept, and what happened on it stays readable

ALTER TABLE survey_units ADD COLUMN merged_into bigint;
ALTER TABLE survey_units ADD FOREIGN KEY (org_id, merged_into) REFERENCES survey_units;
ALTER TABLE survey_units ADD CONSTRAINT only_a_duplicate_was_merged CHECK (merged_into IS NULL OR status = 'duplicate_of');
ALTER TABLE survey_units ADD CONSTRAINT a_unit_is_merged_into_another CHECK (merged_into <> unit_id);
CREATE INDEX survey_units_merged ON survey_units (org_id, merged_into) WHERE merged_into IS NOT NULL;
