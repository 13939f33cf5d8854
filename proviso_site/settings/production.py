"""Settings of production. A missing or wrong variable stops the start; a secret may be in the file ``NAME_FILE``."""

import os

from django.core.exceptions import ImproperlyConfigured

from proviso_site.settings.environment import env, required, secret

os.environ["PROVISO_BASE_URL"] = required("PROVISO_BASE_URL")
os.environ["DATABASE_URL"] = secret("DATABASE_URL")
os.environ["REDIS_URL"] = secret("REDIS_URL")

from proviso_site.settings.base import *  # noqa: F403 - reads the variables set above
from proviso_site.settings.base import BASE_URL, CONSENT, DEVICE_COOKIE_AGE, DSAR, IDENTITY_COOKIES, IS_HTTPS, PRIVACY

if not IS_HTTPS:
    raise ImproperlyConfigured(f"PROVISO_BASE_URL={BASE_URL} must start with https://.")

SECRET_KEY = secret("SECRET_KEY")
DSAR = DSAR | {"EXPORT_IDENTITY": secret("EXPORT_IDENTITY")}
PRIVACY = PRIVACY | {
    "JOURNAL_KEY": secret("JOURNAL_KEY"),
    "ERASURE_LEDGER": required("ERASURE_LEDGER"),  # a file outside the database and its backup
}
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])

# The proxy in front terminates TLS; it sets this header and overwrites a visitor's.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=365 * 24 * 60 * 60)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("SECURE_HSTS_INCLUDE_SUBDOMAINS", default=True)
SECURE_HSTS_PRELOAD = env.bool("SECURE_HSTS_PRELOAD", default=True)
SESSION_COOKIE_NAME = "__Host-pv_session"
CSRF_COOKIE_NAME = "__Host-pv_csrf"
DEVICE_COOKIE_NAME = "__Host-pv_device"
CONSENT = CONSENT | {"FURTHER_COOKIES": {DEVICE_COOKIE_NAME: DEVICE_COOKIE_AGE, **IDENTITY_COOKIES}}
STAFF_SECOND_FACTOR_REQUIRED = env.bool("STAFF_SECOND_FACTOR_REQUIRED", default=True)

# Any provider of anymail ("anymail.backends.…", its settings in ANYMAIL as JSON), or plain SMTP.
EMAIL_BACKEND = env.str("EMAIL_BACKEND", default="django.core.mail.backends.smtp.EmailBackend")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = required("DEFAULT_FROM_EMAIL")
ANYMAIL = env.json("ANYMAIL", default={})
if EMAIL_BACKEND.endswith("smtp.EmailBackend"):
    EMAIL_HOST = required("EMAIL_HOST")
    EMAIL_PORT = env.int("EMAIL_PORT", default=587)
    EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", default="")
    EMAIL_HOST_PASSWORD = secret("EMAIL_HOST_PASSWORD", default="")
    EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=True)
