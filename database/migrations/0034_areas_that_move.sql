-- reason: a subtree moves by its paths alone; a key on them would make everybody wait who writes a row that names one of its areas.

-- A path ends with the area's own id, which makes it unique by itself.
ALTER TABLE areas DROP CONSTRAINT area_path_is_unique;
CREATE INDEX areas_by_path ON areas (org_id, path);
