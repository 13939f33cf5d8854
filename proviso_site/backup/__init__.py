"""`make backup` and `make restore FILE=`: everything that must survive in one file, and the way back."""
