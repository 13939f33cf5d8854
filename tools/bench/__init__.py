"""`make bench`: measure the site against baselines on the same machine; results are ratios, not absolute figures."""
