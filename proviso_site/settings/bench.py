"""Settings of `make bench`: production on this machine, and the bare Django with which it is compared.

``BENCH_SIDE`` is ``ours`` (production as it is), ``bare`` (Django's own middleware only) or ``naked`` (no middleware).
"""

import os
from secrets import token_hex

from pyrage import x25519

from proviso_site.settings.places import VAR

for name, value in {
    "PROVISO_BASE_URL": "https://bench.localhost",
    "SECRET_KEY": "for measuring only, never deployed",
    "EXPORT_IDENTITY": str(x25519.Identity.generate()),
    "ERASURE_LEDGER": str(VAR / "ledger" / "erasures.log"),
    "JOURNAL_KEY": token_hex(32),
    "DEFAULT_FROM_EMAIL": "bench@example.com",
    # All load is of one sender.
    "CONSENTS_IN_TEN_MINUTES": "1000000",
    "CONSENTS_A_DAY_PER_SENDER": "1000000",
    "CONSENTS_A_DAY": "1000000",
    "EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend",
}.items():
    os.environ.setdefault(name, value)

from proviso_site.settings.production import *  # noqa: E402, F403
from proviso_site.settings.production import MIDDLEWARE  # noqa: E402

SIDE = os.environ.get("BENCH_SIDE", "ours")
if SIDE != "ours":
    ROOT_URLCONF = "tools.bench.bare"
    MIDDLEWARE = [name for name in MIDDLEWARE if name.startswith("django.") and SIDE == "bare"]
