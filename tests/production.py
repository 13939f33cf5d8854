"""A complete set of production variables, without a server behind any of them."""

import secrets
import tempfile

import pyrage

COMPLETE = {
    "DJANGO_SETTINGS_MODULE": "proviso_site.settings.production",
    "PROVISO_BASE_URL": "https://www.example.com",
    "DATABASE_URL": "postgres://proviso:secret@127.0.0.1:1/proviso",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "SECRET_KEY": secrets.token_urlsafe(50),
    "EXPORT_IDENTITY": str(pyrage.x25519.Identity.generate()),
    "JOURNAL_KEY": secrets.token_hex(32),
    "SUPPRESSION_KEYS": secrets.token_hex(32),
    "ERASURE_LEDGER": f"{tempfile.gettempdir()}/proviso-no-such-folder/erasures.log",
    "DEFAULT_FROM_EMAIL": "post@example.com",
    "EMAIL_HOST": "localhost",
}
