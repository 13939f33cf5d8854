"""Settings of the tests: services under VAR/test, apart from a site that runs on the same VAR.

Each process of pytest-xdist has its own services, since some tests flush the broker. With DATABASE_URL or REDIS_URL set
all processes would share it: run a single one then.
"""

import os
from pathlib import Path

from pyrage import x25519

from proviso_site.embedded import fill_environment
from proviso_site.settings import places

# A test process inherits the environment of its parent, including the addresses of the parent's services.
ROOT = Path(os.environ.setdefault("TEST_ROOT", str(places.VAR / "test")))
VAR = places.VAR = ROOT / os.environ.get("PYTEST_XDIST_WORKER", "")
os.environ["VAR"] = str(VAR)
for variable in os.environ.pop("TEST_SERVICES", "").split():
    del os.environ[variable]
given = set(os.environ)
# Playwright runs an event loop in the thread of the tests.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
# The test database need not survive a power failure.
fill_environment(VAR, {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"})
os.environ["TEST_SERVICES"] = " ".join({"DATABASE_URL", "REDIS_URL"} - given)

from proviso_site.settings.base import *  # noqa: E402, F403
from proviso_site.settings.base import NEWSLETTER, PRIVACY, STORAGES  # noqa: E402

SECRET_KEY = "tests only, never deployed"  # noqa: S105
PRIVACY = PRIVACY | {"JOURNAL_KEY": "11" * 32, "COUNTRY": "NO"}
NEWSLETTER = NEWSLETTER | {"SUPPRESSION_KEYS": ["22" * 32]}
DSAR = {"EXPORT_IDENTITY": str(x25519.Identity.generate()), "ALLOWS_CANARY": True, "COOLING_OFF_HOURS": 0}
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
IS_DEVELOPMENT = True
VISITS_WRITTEN_EVERY = 0  # a thread of its own would write into the middle of a test
