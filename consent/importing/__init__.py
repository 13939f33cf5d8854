"""Reading the table of cookies out of a policy that somebody wrote, and judging it. Nothing here writes."""
