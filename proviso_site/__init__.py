"""The site that is made of the apps: settings, URLs, background tasks, embedded services. No app imports it."""
