-- reason: what is answered again and again is kept as a text of the organization, and placed into a comment to be edited

CREATE TABLE canned_answers (
    org_id bigint NOT NULL REFERENCES organizations,
    code text COLLATE "C" NOT NULL,
    name text NOT NULL CONSTRAINT canned_answer_has_a_name CHECK (btrim(name) <> ''),
    body text NOT NULL CONSTRAINT canned_answer_says_something CHECK (btrim(body) <> ''),
    is_active boolean NOT NULL DEFAULT true,
    PRIMARY KEY (org_id, code)
);
CREATE UNIQUE INDEX canned_answers_are_told_apart ON canned_answers (org_id, lower(name));
ALTER TABLE canned_answers ENABLE ROW LEVEL SECURITY;
ALTER TABLE canned_answers FORCE ROW LEVEL SECURITY;
-- What colleagues might answer is no consumer's business.
CREATE POLICY who_may ON canned_answers TO suthra_app
    USING (org_id = (SELECT app_org_id()) AND (SELECT app_account_id()) IS NULL)
    WITH CHECK (org_id = (SELECT app_org_id()) AND (SELECT app_account_id()) IS NULL);
GRANT SELECT, INSERT, UPDATE ON canned_answers TO suthra_app;

-- The texts with which every organization begins.
CREATE FUNCTION begin_canned_answers(new_org_id bigint) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO canned_answers (org_id, code, name, body) VALUES
        (new_org_id, 'received', 'Received', 'Dear {name}, we received your complaint. It is kept as {ticket}; somebody sees to it.'),
        (new_org_id, 'more_details', 'More details, please',
            'Dear {name}, to see to {ticket} we need to know more: since when, and at which door of {unit}?'),
        (new_org_id, 'done', 'Done', 'Dear {name}, what you told us of {unit} was seen to. Tell us, naming {ticket}, where it was not.');
$$;
REVOKE ALL ON FUNCTION begin_canned_answers(bigint) FROM PUBLIC;
CREATE FUNCTION begin_canned_answers_of_new() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM begin_canned_answers(NEW.org_id);
    RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION begin_canned_answers_of_new() FROM PUBLIC;
CREATE TRIGGER canned_answers_begin AFTER INSERT ON organizations FOR EACH ROW EXECUTE FUNCTION begin_canned_answers_of_new();
SELECT begin_canned_answers(org_id) FROM organizations;
