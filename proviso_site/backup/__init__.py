"""`make backup` and `make restore FILE=`: back up the site to a file, and restore it."""
