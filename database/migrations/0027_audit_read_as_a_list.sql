-- reason: the audit trail is read as a list, newest first, of some days or of one person

CREATE INDEX audit_log_by_moment ON audit_log (org_id, recorded_at, audit_id);
CREATE INDEX audit_log_by_staff ON audit_log (org_id, staff_id, recorded_at, audit_id);
