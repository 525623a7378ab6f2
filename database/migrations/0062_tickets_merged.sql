-- reason: of two tickets about one thing one goes on and the other points to it; tickets that belong together are linked

ALTER TABLE tickets
    ADD COLUMN merged_into_id bigint,
    -- Since when its promises count: its own opening, or that of a ticket merged into it which was opened earlier.
    ADD COLUMN promised_from timestamptz,
    DROP CONSTRAINT ticket_status_is_known,
    ADD CONSTRAINT ticket_status_is_known CHECK (status IN
        ('new', 'assigned', 'in_progress', 'pending', 'resolved', 'closed', 'reopened', 'rejected', 'merged')),
    DROP CONSTRAINT a_ticket_has_ended_or_goes_on,
    ADD CONSTRAINT a_ticket_has_ended_or_goes_on
        CHECK ((status IN ('resolved', 'closed', 'rejected', 'merged')) = (ended_at IS NOT NULL)),
    ADD CONSTRAINT a_merged_ticket_goes_on_in_another
        CHECK ((status = 'merged') = (merged_into_id IS NOT NULL) AND merged_into_id IS DISTINCT FROM ticket_id),
    ADD FOREIGN KEY (org_id, merged_into_id) REFERENCES tickets;
UPDATE tickets SET promised_from = opened_at;
ALTER TABLE tickets ALTER COLUMN promised_from SET NOT NULL;
CREATE INDEX tickets_by_survivor ON tickets (org_id, merged_into_id) WHERE merged_into_id IS NOT NULL;

CREATE TABLE ticket_links (
    org_id bigint NOT NULL,
    ticket_id bigint NOT NULL,
    related_id bigint NOT NULL,
    linked_by bigint NOT NULL,
    linked_at timestamptz NOT NULL,
    PRIMARY KEY (org_id, ticket_id, related_id),
    FOREIGN KEY (org_id, ticket_id) REFERENCES tickets,
    FOREIGN KEY (org_id, related_id) REFERENCES tickets,
    FOREIGN KEY (org_id, linked_by) REFERENCES staff,
    CONSTRAINT a_link_is_kept_once CHECK (ticket_id < related_id)
);
CREATE INDEX ticket_links_by_related ON ticket_links (org_id, related_id);
ALTER TABLE ticket_links ENABLE ROW LEVEL SECURITY;
ALTER TABLE ticket_links FORCE ROW LEVEL SECURITY;
-- Whoever sees both sees that they belong together; a consumer sees neither.
CREATE POLICY who_may ON ticket_links TO suthra_app USING (org_id = (SELECT app_org_id()) AND (SELECT app_account_id()) IS NULL
    AND EXISTS (SELECT FROM tickets t WHERE t.org_id = ticket_links.org_id AND t.ticket_id = ticket_links.ticket_id)
    AND EXISTS (SELECT FROM tickets t WHERE t.org_id = ticket_links.org_id AND t.ticket_id = ticket_links.related_id));
GRANT SELECT, INSERT, DELETE ON ticket_links TO suthra_app;

-- Whoever followed a merged ticket follows the one that it goes on in.
CREATE POLICY follows_go_on ON follows FOR INSERT TO suthra_app WITH CHECK (org_id = (SELECT app_org_id()) AND noun = 'ticket'
    AND (SELECT app_account_id()) IS NULL
    AND EXISTS (SELECT FROM tickets t WHERE t.org_id = follows.org_id AND t.merged_into_id::text = follows.target));
