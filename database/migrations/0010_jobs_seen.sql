-- reason: administrators see, cancel, retry and remove the jobs of their own organization, in tables that are shut to them

-- The queue's own tables come after these files where the database is new, and get this index then.
DO $$ BEGIN
    IF to_regclass('public.procrastinate_jobs') IS NOT NULL THEN
        CREATE INDEX IF NOT EXISTS jobs_by_organization ON procrastinate_jobs (((args ->> 'org_id')::bigint), id);
    END IF;
END $$;
SET LOCAL check_function_bodies = off;

CREATE POLICY own_organization_tells ON job_failures TO suthra_app
    USING (org_id = (SELECT app_org_id())) WITH CHECK (org_id = (SELECT app_org_id()));
GRANT INSERT, UPDATE, DELETE ON job_failures TO suthra_app;
GRANT DELETE ON job_failures TO suthra_door;

-- Whether a job is one of the organization, asked by somebody whose rights reach all of it.
CREATE FUNCTION is_own_job(args jsonb) RETURNS boolean LANGUAGE sql STABLE
    RETURN (args ->> 'org_id')::bigint = app_org_id() AND app_area_ids() IS NULL AND app_account_id() IS NULL;

CREATE FUNCTION organization_jobs(wanted_id bigint, wanted_statuses text[], wanted_task text, after_id bigint,
        before_id bigint, size integer)
    RETURNS TABLE (job_id bigint, task text, args jsonb, status text, is_abort_requested boolean, attempts bigint,
        queued_at timestamptz, scheduled_at timestamptz, started_at timestamptz, ended_at timestamptz, worker_id bigint,
        heard_at timestamptz)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH chosen AS (
        SELECT j.* FROM procrastinate_jobs j
        WHERE (j.args ->> 'org_id')::bigint = (SELECT app_org_id()) AND is_own_job(j.args)
            AND (wanted_id IS NULL OR j.id = wanted_id)
            AND (wanted_statuses IS NULL OR j.status::text = ANY (wanted_statuses))
            AND (wanted_task IS NULL OR j.task_name = wanted_task)
            AND (after_id IS NULL OR j.id < after_id) AND (before_id IS NULL OR j.id > before_id)
        ORDER BY CASE WHEN before_id IS NULL THEN -j.id ELSE j.id END LIMIT size
    )
    SELECT j.id, j.task_name, j.args, j.status::text, j.abort_requested, e.attempts, e.queued_at,
        CASE j.status WHEN 'todo' THEN j.scheduled_at END, e.started_at,
        CASE WHEN j.status NOT IN ('todo', 'doing') THEN e.ended_at END, w.id, w.last_heartbeat
    FROM chosen j
    LEFT JOIN procrastinate_workers w ON w.id = j.worker_id AND j.status = 'doing'
    CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE e.type = 'started') AS attempts,
            min(e.at) FILTER (WHERE e.type = 'deferred') AS queued_at,
            max(e.at) FILTER (WHERE e.type = 'started') AS started_at,
            max(e.at) FILTER (WHERE e.type IN ('succeeded', 'failed', 'cancelled', 'aborted')) AS ended_at
        FROM procrastinate_events e WHERE e.job_id = j.id
    ) e
    ORDER BY CASE WHEN before_id IS NULL THEN -j.id ELSE j.id END
$$;

CREATE FUNCTION organization_job_counts() RETURNS TABLE (task text, status text, jobs bigint)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT j.task_name, j.status::text, count(*) FROM procrastinate_jobs j
    WHERE (j.args ->> 'org_id')::bigint = (SELECT app_org_id()) AND is_own_job(j.args) GROUP BY 1, 2
$$;

-- Workers serve every organization; which job of another one they are at is not told.
CREATE FUNCTION queue_workers() RETURNS TABLE (worker_id bigint, heard_at timestamptz, job_id bigint)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT w.id, w.last_heartbeat, j.id FROM procrastinate_workers w
    LEFT JOIN procrastinate_jobs j ON j.worker_id = w.id AND j.status = 'doing' AND is_own_job(j.args)
    ORDER BY w.id
$$;

-- Puts a job that stopped back into the queue; false when the same work waits already as another job.
CREATE FUNCTION retry_job(wanted_id bigint) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE procrastinate_jobs j SET status = 'todo', attempts = 0, scheduled_at = NULL, abort_requested = false,
        worker_id = NULL
    WHERE j.id = wanted_id AND is_own_job(j.args) AND j.status IN ('failed', 'cancelled', 'aborted');
    RETURN FOUND;
EXCEPTION WHEN unique_violation THEN
    RETURN false;
END $$;

-- Ends a job that waits, or whose worker has not been heard of: 'cancelled'. One that runs is asked to end: 'requested'.
CREATE FUNCTION cancel_job(wanted_id bigint, silent_seconds double precision) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    found_status text;
    is_heard boolean;
BEGIN
    SELECT j.status::text INTO found_status FROM procrastinate_jobs j
    WHERE j.id = wanted_id AND is_own_job(j.args) FOR UPDATE;
    IF found_status = 'todo' THEN
        UPDATE procrastinate_jobs SET status = 'cancelled' WHERE id = wanted_id;
        RETURN 'cancelled';
    ELSIF found_status = 'doing' THEN
        SELECT EXISTS (SELECT FROM procrastinate_workers w JOIN procrastinate_jobs j ON j.worker_id = w.id
            WHERE j.id = wanted_id AND w.last_heartbeat > now() - make_interval(secs => silent_seconds)) INTO is_heard;
        IF is_heard THEN
            UPDATE procrastinate_jobs SET abort_requested = true WHERE id = wanted_id;
            RETURN 'requested';
        END IF;
        UPDATE procrastinate_jobs SET status = 'aborted', abort_requested = false WHERE id = wanted_id;
        RETURN 'cancelled';
    END IF;
    RETURN NULL;
END $$;

-- Removes the organization's jobs that ended before a moment; gives their ids.
CREATE FUNCTION purge_jobs(ended_before timestamptz) RETURNS SETOF bigint
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    DELETE FROM procrastinate_jobs j
    WHERE (j.args ->> 'org_id')::bigint = (SELECT app_org_id()) AND is_own_job(j.args)
        AND j.status IN ('succeeded', 'failed', 'cancelled', 'aborted')
        AND NOT EXISTS (SELECT FROM procrastinate_events e WHERE e.job_id = j.id AND e.at >= ended_before)
    RETURNING j.id
$$;

-- Takes jobs that wait out of the queue again, because their work is done or given up.
CREATE FUNCTION withdraw_jobs(noun text, concerned jsonb) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    DELETE FROM procrastinate_jobs j
    WHERE (j.args ->> 'org_id')::bigint = (SELECT app_org_id()) AND j.status = 'todo'
        AND split_part(j.task_name, '.', 1) = noun AND j.args @> concerned
$$;

REVOKE EXECUTE ON FUNCTION organization_jobs(bigint, text[], text, bigint, bigint, integer), organization_job_counts(),
    queue_workers(), retry_job(bigint), cancel_job(bigint, double precision), purge_jobs(timestamptz),
    withdraw_jobs(text, jsonb) FROM public;
GRANT EXECUTE ON FUNCTION organization_jobs(bigint, text[], text, bigint, bigint, integer), organization_job_counts(),
    queue_workers(), retry_job(bigint), cancel_job(bigint, double precision), purge_jobs(timestamptz),
    withdraw_jobs(text, jsonb) TO suthra_app;
