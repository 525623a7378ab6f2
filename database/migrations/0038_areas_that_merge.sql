-- reason: an area that was merged into another stays for what happened in it, and nothing new comes to lie there

ALTER TABLE areas ADD COLUMN merged_into bigint;
ALTER TABLE areas ADD FOREIGN KEY (org_id, merged_into) REFERENCES areas;
CREATE INDEX areas_merged ON areas (org_id, area_id) WHERE merged_into IS NOT NULL;

-- The last wall: whoever chose the area a moment before it was merged is told to try again.
CREATE FUNCTION refuse_merged_areas() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM areas a WHERE a.merged_into IS NOT NULL
            AND EXISTS (SELECT FROM added n WHERE n.org_id = a.org_id AND n.area_id = a.area_id)) THEN
        RAISE EXCEPTION 'this area was merged into another' USING ERRCODE = 'lock_not_available';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER merged_areas_get_no_accounts AFTER INSERT ON accounts
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION refuse_merged_areas();
CREATE TRIGGER merged_areas_get_no_moved_accounts AFTER UPDATE ON accounts
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION refuse_merged_areas();
CREATE TRIGGER merged_areas_get_no_units AFTER INSERT ON survey_units
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION refuse_merged_areas();
CREATE TRIGGER merged_areas_get_no_meters AFTER INSERT ON meters
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION refuse_merged_areas();
CREATE TRIGGER merged_areas_get_nobody AFTER INSERT ON staff_assignments
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION refuse_merged_areas();
