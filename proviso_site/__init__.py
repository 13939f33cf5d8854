"""The site that is made of the apps: settings, URLs, background tasks, embedded services. No app imports it."""

import gc

# Reference counting frees nearly all of what a start or a request makes, some ten thousand objects. To look for cycles
# among them at every 700th, as Python does by itself, takes a sixth of the processor time.
gc.set_threshold(50_000, 10, 10)
