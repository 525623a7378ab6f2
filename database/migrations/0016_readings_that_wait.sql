-- reason: a reading that looks wrong waits for a person, and lists of millions of readings are narrowed through an index

ALTER TABLE readings ADD COLUMN suspicion text NOT NULL DEFAULT '';

CREATE INDEX readings_of_a_period ON readings (org_id, period, reading_id);
CREATE INDEX readings_of_an_area ON readings (org_id, area_id, reading_id);
CREATE INDEX readings_of_a_class ON readings (org_id, customer_class, reading_id);
-- Nearly every reading is valid and actual: only the others are looked for.
CREATE INDEX readings_not_valid ON readings (org_id, status, reading_id) WHERE status <> 'valid';
CREATE INDEX readings_not_actual ON readings (org_id, source, reading_id) WHERE source <> 'actual';
