"""`python -m tools.fuzz`: generated requests over every public path; none may fail or leave anything half-written."""
