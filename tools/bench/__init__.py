"""Our performance beside its baselines: ratios of one run on one machine, never figures alone."""
