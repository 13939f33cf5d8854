"""The composition root: settings, addresses, background work, embedded services, health. No app imports it."""
