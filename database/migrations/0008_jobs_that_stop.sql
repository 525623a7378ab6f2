-- reason: a job that stopped says why, work that lost its job is queued again, and nobody queues for another organization

CREATE TABLE job_failures (
    org_id bigint NOT NULL REFERENCES organizations,
    job_id bigint NOT NULL,
    reason text NOT NULL CONSTRAINT job_failure_has_a_reason CHECK (btrim(reason) <> ''),
    failed_at timestamptz NOT NULL,
    PRIMARY KEY (org_id, job_id)
);
ALTER TABLE job_failures ENABLE ROW LEVEL SECURITY;
ALTER TABLE job_failures FORCE ROW LEVEL SECURITY;
CREATE POLICY own_organization ON job_failures FOR SELECT TO suthra_app USING (org_id = (SELECT app_org_id()));
-- A worker tells it at the door: the person whom the job works for may be gone.
CREATE POLICY door_tells_failures ON job_failures TO suthra_door USING (true) WITH CHECK (true);
GRANT SELECT ON job_failures TO suthra_app;
GRANT SELECT, INSERT, UPDATE ON job_failures TO suthra_door;

CREATE OR REPLACE FUNCTION defer_job(task text, args jsonb, lock text, queueing_lock text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF (args ->> 'org_id')::bigint IS DISTINCT FROM app_org_id() THEN
        RAISE insufficient_privilege USING MESSAGE = 'work is queued for the own organization only';
    END IF;
    PERFORM procrastinate_defer_jobs_v1(
        ARRAY[ROW('default', task, 0, lock, queueing_lock, args, NULL)::procrastinate_job_to_defer_v1]);
EXCEPTION WHEN unique_violation THEN
    NULL; -- the same work already waits
END $$;

-- Queues work that was cut off, unless a job of the same noun with the same arguments, whoever asked, waits or runs.
CREATE FUNCTION resume_job(task text, args jsonb, lock text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM procrastinate_jobs j WHERE j.status IN ('todo', 'doing')
        AND split_part(j.task_name, '.', 1) = split_part(resume_job.task, '.', 1) AND j.args @> (resume_job.args - 'staff_id')) THEN
        RETURN false;
    END IF;
    PERFORM procrastinate_defer_jobs_v1(
        ARRAY[ROW('default', task, 0, lock, lock, args, NULL)::procrastinate_job_to_defer_v1]);
    RETURN true;
EXCEPTION WHEN unique_violation THEN
    RETURN false;
END $$;
REVOKE EXECUTE ON FUNCTION resume_job(text, jsonb, text) FROM public;
GRANT EXECUTE ON FUNCTION resume_job(text, jsonb, text) TO suthra_door;
