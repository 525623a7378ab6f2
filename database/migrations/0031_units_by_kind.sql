-- reason: counting the shops among a million units read a tenth of them; by kind, state and settlement it reads an index.

CREATE INDEX units_by_kind ON survey_units (org_id, category, status, settlement, area_id, account_id) WHERE deleted_at IS NULL;
