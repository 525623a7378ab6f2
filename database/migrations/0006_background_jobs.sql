-- reason: a use case hands work to the background in its own transaction, without rights on the queue's tables

CREATE FUNCTION defer_job(task text, args jsonb, lock text, queueing_lock text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM procrastinate_defer_jobs_v1(
        ARRAY[ROW('default', task, 0, lock, queueing_lock, args, NULL)::procrastinate_job_to_defer_v1]);
EXCEPTION WHEN unique_violation THEN
    NULL; -- the same work already waits
END $$;
REVOKE EXECUTE ON FUNCTION defer_job(text, jsonb, text, text) FROM public;
GRANT EXECUTE ON FUNCTION defer_job(text, jsonb, text, text) TO suthra_app;
