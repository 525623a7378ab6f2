-- reason: what people were told long ago is cleared away, so that notices do not pile up for ever

CREATE INDEX notifications_by_age ON notifications (created_at);
-- In every organization, by the sweep of the workers; what a notice says the door does not see.
CREATE POLICY door_sees_the_age_of_notices ON notifications FOR SELECT TO suthra_door USING (true);
CREATE POLICY door_clears_old_notices ON notifications FOR DELETE TO suthra_door USING (created_at < now() - interval '30 days');
GRANT SELECT (org_id, notice_id, created_at, read_at), DELETE ON notifications TO suthra_door;
