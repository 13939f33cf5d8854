"""Names of the background jobs."""

RUN_JOB = "dsar.run_job"
TICK = "dsar.tick"
