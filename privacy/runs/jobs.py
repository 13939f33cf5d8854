"""Names of the background jobs."""

CLOSE_INTERRUPTED = "privacy.close_interrupted_runs"
CARRY_OUT = "privacy.carry_out_staff_runs"
