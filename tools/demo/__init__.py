"""`make demo`: invented people use a running site, and the promises of its policy are tested."""
