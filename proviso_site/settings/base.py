"""What every way of running the site has in common. Values come from the environment; an empty fact is a known gap."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from privacy.conf import CORE_PROMISES
from privacy.law.locales import countries, languages
from proviso_site.database.patience import PatientConnection
from proviso_site.pages import public_pages
from proviso_site.settings.environment import env, secret
from proviso_site.settings.headers import (  # noqa: F401 - settings
    CONTENT_SECURITY_POLICY,
    PERMISSIONS_POLICY,
    SECURE_CONTENT_TYPE_NOSNIFF,
    SECURE_CROSS_ORIGIN_OPENER_POLICY,
    SECURE_REFERRER_POLICY,
    X_FRAME_OPTIONS,
)
from proviso_site.settings.identity import IDENTITY_BASIS, IDENTITY_COOKIE_NAME, IDENTITY_COOKIES, IDENTITY_PROVIDER
from proviso_site.settings.log_lines import LOG_DAYS, LOG_FILE, LOG_FOLDER, LOG_LEVEL, LOG_MOST_BYTES, LOGGING  # noqa: F401 - settings
from proviso_site.settings.places import BASE_DIR, VAR
from proviso_site.settings.seed_facts import is_written_in, seed_country

DEBUG = False
IS_DEVELOPMENT = False  # serves the mailbox page
BASE_URL = env.str("PROVISO_BASE_URL", default="http://127.0.0.1:8000").rstrip("/")
IS_HTTPS = BASE_URL.startswith("https://")
# The networks from which /metrics may be read; everybody else gets 404.
METRICS_NETWORKS = env.list("METRICS_NETWORKS", default=["127.0.0.0/8", "::1/128"])
ALLOWED_HOSTS = [urlsplit(BASE_URL).hostname or "", *env.list("ALLOWED_HOSTS", default=[])]

OUR_SEED = BASE_DIR / "proviso_site" / "seed" / "proviso.toml"
COUNTRY = env.str("COUNTRY", default="")  # of the company; empty: the register says it
EMPTY_SEED = OUR_SEED.with_name("empty.toml")
_seed = env.str("SEED_FILE", default="")  # "none": with nothing but what the site itself does, for the setup assistant
_codes = env.list("LANGUAGES", default=["nb", "nn", "en"])
_is_ours = not _seed and is_written_in(OUR_SEED, _codes)  # a site in other languages begins without our texts
SEED_FILE = OUR_SEED if _is_ours else Path(_seed) if _seed not in ("", "none") else EMPTY_SEED
SEED_MAKER = ""  # development: the function that writes another seed for an empty register
SECURITY_CONTACT = env.str("SECURITY_CONTACT", default="")  # a mailto: or https: address; empty: our contact form
SECURITY_POLICY = env.str("SECURITY_POLICY", default="")  # an https: address; empty: our own, from SECURITY_POLICY_FILE
SECURITY_POLICY_FILE = BASE_DIR / "SECURITY.md"

INSTALLED_APPS = [
    "proviso_site",
    "dsar",
    "newsletter",
    "contact",
    "consent",
    "privacy",
    "csp",
    "anymail",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",  # its templates, for FORM_RENDERER
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
]

MIDDLEWARE = [
    "proviso_site.pages.middleware.HeadersMiddleware",
    "proviso_site.serving.middleware.LimitsMiddleware",
    "consent.choices.middleware.AnswerMiddleware",
    "proviso_site.logs.records.AccessLog",
    "proviso_site.visits.middleware.VisitCounter",
    "consent.gate.middleware.WithholdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "privacy.web.middleware.PrivateErrorsMiddleware",
    "privacy.web.middleware.PolicyLinkMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "proviso_site.pages.middleware.AddressLanguageMiddleware",
    "privacy.staff_news.middleware.StaffLanguageMiddleware",
    "proviso_site.health.middleware.AfterRestoreMiddleware",
    "django.middleware.common.CommonMiddleware",
    "consent.gate.middleware.ChoiceMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "proviso_site.accounts.middleware.StaffLoginMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "proviso_site.urls"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"  # so that widgets of ours are found among our templates
WSGI_APPLICATION = "proviso_site.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "proviso_site.pages.context_processors.site",
                "proviso_site.content.context.own_menu",
            ],
        },
    },
]

# --- Database ---
DATABASE: dict[str, Any] = env.db_url_config(secret("DATABASE_URL", default="postgres:///not-set"))
DATABASE["OPTIONS"] = {"connect_timeout": 2, "application_name": "proviso"} | DATABASE.get("OPTIONS", {})
# Web processes share a pool between threads and requests; commands and workers keep one connection each.
if pool_size := env.int("DATABASE_POOL_SIZE", default=0):
    pool = {"min_size": 1, "max_size": pool_size, "timeout": 2, "connection_class": PatientConnection}
    DATABASE["OPTIONS"]["pool"] = pool
    DATABASE["ENGINE"] = "proviso_site.database"  # during an outage no request waits
else:
    DATABASE["CONN_MAX_AGE"] = 60
    DATABASE["CONN_HEALTH_CHECKS"] = True
DATABASES = {"default": DATABASE}

# --- Valkey or Redis: nudges, cache, rate limits. It may be emptied at any time without harm ---
REDIS_URL = secret("REDIS_URL", default="redis://127.0.0.1:1/0")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "cache",
        "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},
    }
}

# Visits are counted in memory and written every so many seconds; 0: never by itself.
VISITS_WRITTEN_EVERY = env.int("VISITS_WRITTEN_EVERY", default=10)

# --- People and sessions ---
SESSION_COOKIE_NAME = "pv_session"
SESSION_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
STAFF_IDLE_MINUTES = env.int("STAFF_IDLE_MINUTES", default=30)  # a login ends after so long without a request
STAFF_LOGIN_HOURS = env.int("STAFF_LOGIN_HOURS", default=12)  # and after so long in any case
STAFF_PROOF_MINUTES = env.int("STAFF_PROOF_MINUTES", default=10)  # so long proof need not be given again
STAFF_SECOND_FACTOR_REQUIRED = env.bool("STAFF_SECOND_FACTOR_REQUIRED", default=False)  # production: True
SESSION_COOKIE_AGE = STAFF_IDLE_MINUTES * 60
DEVICE_COOKIE_NAME, DEVICE_COOKIE_AGE = "pv_device", 180 * 24 * 60 * 60  # tells staff's known browsers from new ones
CSRF_COOKIE_NAME = "pv_csrf"
CSRF_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [BASE_URL]
LANGUAGE_COOKIE_SECURE = IS_HTTPS
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "proviso_site.accounts.backends.StaffBackend"]
LOGIN_URL, LOGIN_REDIRECT_URL = "account_login", "admin:index"
PASSWORD_HASHERS = [
    "proviso_site.accounts.hashers.StaffArgon2",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",  # passwords of before, until their next use
]
ACCOUNT_ADAPTER = "proviso_site.accounts.adapters.StaffAdapter"
ACCOUNT_FORMS = {"login": "proviso_site.accounts.forms.StaffLoginForm"}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]  # nobody signs up; no address is asked for
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_SESSION_REMEMBER = True  # the cookie ends with the session, not with the browser
ACCOUNT_REAUTHENTICATION_TIMEOUT = STAFF_PROOF_MINUTES * 60
ACCOUNT_RATE_LIMITS = {
    # By sender, never by account alone: nobody is kept out by the attempts of another.
    "login": "60/m/ip",
    "login_failed": "20/5m/ip",
    "reauthenticate": "10/m/user",
}
MFA_ADAPTER = "proviso_site.accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1
# Attempts are counted in Valkey, under hashed keys: the tables of axes stay empty.
AXES_HANDLER = "axes.handlers.cache.AxesCacheHandler"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "proviso_site.accounts.senders.network_of"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_HTTP_RESPONSE_CODE = 429
AXES_LOCKOUT_TEMPLATE = "account/locked.html"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_DISABLE_ACCESS_LOG = True
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# --- Languages ---
# The first has no prefix in its addresses. What is known of each is in privacy/law/locales/languages.
LANGUAGES = languages.for_settings(_codes)
LANGUAGE_CODE = LANGUAGES[0][0]
# Where nothing says where the company is, its first language is taken for its country's.
_place = countries.find(COUNTRY or seed_country(SEED_FILE) or languages.find(LANGUAGE_CODE).region)
LOCALE_PATHS: list[Path] = [BASE_DIR / "locale"]
USE_I18N = True
FORMAT_MODULE_PATH = "proviso_site.formats"
TIME_ZONE = env.str("TIME_ZONE", default="") or _place.time_zone or "UTC"
USE_TZ = True

# --- Static files ---
STATIC_URL = "/static/"
WHITENOISE_ALLOW_ALL_ORIGINS = False
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "consent.adapters.finders.AdapterFinder",
]
STATIC_ROOT = env.str("STATIC_ROOT", default="") or VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"] if (BASE_DIR / "static").is_dir() else []
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "proviso_site.pages.static.HashedStaticFiles"},
}
MEDIA_ROOT = VAR / "files"
MEDIA_URL = ""

# --- What a request may carry: more is refused before a view is asked, by the proxy too ---
LARGEST_BODY = 2_000_000  # bytes
LARGEST_STAFF_BODY = 16_000_000  # below /admin/: pictures as a camera saves them
# They tell where they were taken until that is removed, so they are never in a file.
FILE_UPLOAD_MAX_MEMORY_SIZE = LARGEST_STAFF_BODY
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_MEMORY_SIZE = LARGEST_BODY
BODY_SECONDS = env.float("BODY_SECONDS", default=20)  # a body that takes longer is refused
ANSWER_THREADS = env.int("ANSWER_THREADS", default=2)  # of each web process

# --- Mail ---
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="proviso@example.com")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_TIMEOUT = 10
MAIL_FOLDER = VAR / "mail"  # where development keeps it
MAIL_DOMAIN = env.str("MAIL_DOMAIN", default=urlsplit(BASE_URL).hostname or "localhost")
# --- Backups: one file each, encrypted to an age recipient, or to the one of the identity ---
BACKUP_RECIPIENT = env.str("BACKUP_RECIPIENT", default="")  # age1…
BACKUP_IDENTITY = secret("BACKUP_IDENTITY", default="")  # AGE-SECRET-KEY-…: needed for a restore and for a drill

# --- Celery: tasks carry an id, state lives in PostgreSQL ---
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_TIME_LIMIT = 270
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TASK_PUBLISH_RETRY = False
# The visibility timeout stays above the longest task, or a task would run twice at once.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 300,
    "unacked_restore_interval": 1,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 1,
    # A worker waits on this socket for work; a page only leaves a nudge, and wsgi.py gives it one second.
    "socket_timeout": env.int("BROKER_TIMEOUT", default=10),
    # Whoever sends tries once: a tick finds what was not said. Workers reconnect by their own rules.
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.1,
    "interval_max": 0.1,
    "global_keyprefix": "jobs.",
}
# Whoever works on this queue needs PostgreSQL's programs, the owner's rights and the folder of backups.
CELERY_TASK_ROUTES = {
    "proviso_site.back_up_when_due": {"queue": "backups"},
    "proviso_site.drill_when_due": {"queue": "backups"},
    "proviso_site.clear_interrupted_backups": {"queue": "backups"},
}
CELERY_TIMEZONE = TIME_ZONE
CELERY_ENABLE_UTC = True

# --- The apps. What each key means stands in the app's conf.py -------------------------------------------------------
PRIVACY: dict[str, Any] = {
    "BASE_URL": BASE_URL,
    "MAIL_DOMAIN": MAIL_DOMAIN,
    "COUNTRY": COUNTRY,
    "CONTROLLER": {
        "organisation_number": env.str("CONTROLLER_ORGANISATION_NUMBER", default=""),
        "address": env.str("CONTROLLER_ADDRESS", default=""),
        "phone": env.str("CONTROLLER_PHONE", default=""),
    },
    "PAGES": {"home": "home"},
    "PAGE_TITLES": public_pages.TITLES,  # what the pages that are counted are called for staff
    "IS_AIMED_AT_CHILDREN": env.bool("AIMED_AT_CHILDREN", default=False),
    "CONSENT_AGE": env.int("CONSENT_AGE", default=_place.consent_age or 16),
    "ACCOUNTING_YEAR_ENDS": env.int("ACCOUNTING_YEAR_ENDS", default=12),
    "SEED_FILE": SEED_FILE,
    "OUR_SEED": OUR_SEED,
    "BASIS_FILES": [OUR_SEED.with_name("basis.toml"), *IDENTITY_BASIS],
    "PROMISES_FILES": [CORE_PROMISES, OUR_SEED.with_name("promises.toml")],
    "LAW_MAP_FILE": BASE_DIR / "docs" / "law-map.json",
    "RETENTION_MOST_ROWS": env.int("RETENTION_MOST_ROWS", default=100_000),
    "RETENTION_MOST_PERCENT": env.int("RETENTION_MOST_PERCENT", default=50),
    "ADEQUACY_CHECKED_DAYS": env.int("ADEQUACY_CHECKED_DAYS", default=90),
    "FRAMEWORK_CHECKED_DAYS": env.int("FRAMEWORK_CHECKED_DAYS", default=30),
    "SUB_PROCESSORS_CHECKED_DAYS": env.int("SUB_PROCESSORS_CHECKED_DAYS", default=365),
    "MAY_READ_PRIVATE_ADDRESSES": env.bool("MAY_READ_PRIVATE_ADDRESSES", default=False),
    "MAILS_AN_HOUR_PER_SENDER": env.int("MAILS_AN_HOUR_PER_SENDER", default=5),
    "MAILS_AN_HOUR_HASTY": env.int("MAILS_AN_HOUR_HASTY", default=2),
    "MAILS_AN_HOUR": env.int("MAILS_AN_HOUR", default=500),
    "POSTS_IN_TEN_MINUTES": env.int("POSTS_IN_TEN_MINUTES", default=600),
    "POSTS_A_DAY_PER_SENDER": env.int("POSTS_A_DAY_PER_SENDER", default=3_000),
    "POSTS_A_DAY": env.int("POSTS_A_DAY", default=20_000),
    "INBOUND_ADDRESS": env.str("INBOUND_ADDRESS", default=""),
    "INBOUND_LARGEST": env.int("INBOUND_LARGEST", default=25_000_000),
    "INBOUND_LARGEST_FILE": env.int("INBOUND_LARGEST_FILE", default=5_000_000),
    "INBOUND_AUTHSERV": env.str("INBOUND_AUTHSERV", default=""),
    "IMAP_HOST": env.str("IMAP_HOST", default=""),
    "IMAP_PORT": env.int("IMAP_PORT", default=993),
    "IMAP_SECURITY": env.str("IMAP_SECURITY", default="ssl"),
    "IMAP_USER": env.str("IMAP_USER", default=""),
    "IMAP_PASSWORD": secret("IMAP_PASSWORD", default=""),
    "IMAP_FOLDER": env.str("IMAP_FOLDER", default="INBOX"),
    "IMAP_MOVED_TO": env.str("IMAP_MOVED_TO", default=""),
    "ANNOUNCEMENT_DAYS": env.int("ANNOUNCEMENT_DAYS", default=30),
    "SMALLEST_CELL": env.int("SMALLEST_CELL", default=5),
    "SMALLEST_SHARED": env.int("SMALLEST_SHARED", default=10),
    "JOURNAL_KEY": secret("JOURNAL_KEY", default=""),
    "JOURNAL_PUBLIC_KEYS": env.list("JOURNAL_PUBLIC_KEYS", default=[]),
    "JOURNAL_HEADS": env.list("JOURNAL_HEADS", default=[]),
    "JOURNAL_HEADS_TOKEN": secret("JOURNAL_HEADS_TOKEN", default=""),
    "ERASURE_LEDGER": env.str("ERASURE_LEDGER", default="") or str(VAR / "ledger" / "erasures.log"),
    "ERASURE_LEDGER_COPY": env.str("ERASURE_LEDGER_COPY", default=""),
    "BACKUP_FOLDER": env.str("BACKUP_FOLDER", default="") or str(VAR / "backups"),
    "BACKUP_DAYS": env.int("BACKUP_DAYS", default=30),
    "BACKUP_MOST": env.int("BACKUP_MOST", default=40),
    "BACKUP_EVERY_HOURS": env.int("BACKUP_EVERY_HOURS", default=24),
    "DRILL_EVERY_DAYS": env.int("DRILL_EVERY_DAYS", default=7),
    "WEB_DATABASE_URL": secret("WEB_DATABASE_URL", default=""),  # `manage.py grant_rights` makes its role
    "ASK_FOR_PROOF": "proviso_site.accounts.proof.ask",
}
CONSENT: dict[str, Any] = {
    "CHOICE_MONTHS": env.int("CHOICE_MONTHS", default=6),
    "CONSENTS_IN_TEN_MINUTES": env.int("CONSENTS_IN_TEN_MINUTES", default=2_000),
    "CONSENTS_A_DAY_PER_SENDER": env.int("CONSENTS_A_DAY_PER_SENDER", default=20_000),
    "CONSENTS_A_DAY": env.int("CONSENTS_A_DAY", default=200_000),
    "AUDIT_WEEKLY": env.bool("AUDIT_WEEKLY", default=IS_HTTPS),  # a site that is only tried out is left alone
    "AUDIT_AT_ONCE": env.int("AUDIT_AT_ONCE", default=4),
    "AUDIT_FOLDER": VAR / "audit",
    "HUBSPOT_TOKEN": secret("HUBSPOT_TOKEN", default=""),
    "HOTJAR_ORGANISATION": env.str("HOTJAR_ORGANISATION", default=""),
    "HOTJAR_CLIENT_ID": env.str("HOTJAR_CLIENT_ID", default=""),
    "HOTJAR_CLIENT_SECRET": secret("HOTJAR_CLIENT_SECRET", default=""),
    "INSTALL_BROWSER": "bin/install test && bin/find-browser --install",
    "FIND_BROWSER": BASE_DIR / "bin" / "find-browser",
    "FURTHER_COOKIES": {DEVICE_COOKIE_NAME: DEVICE_COOKIE_AGE, **IDENTITY_COOKIES},
}
DSAR: dict[str, Any] = {
    "EXPORT_IDENTITY": secret("EXPORT_IDENTITY", default=""),
    "COOLING_OFF_HOURS": env.int("COOLING_OFF_HOURS", default=24),
    "TAKEN_IN_DAYS_BACK": env.int("TAKEN_IN_DAYS_BACK", default=180),
    "CONTACT_COOLING_DAYS": env.int("CONTACT_COOLING_DAYS", default=30),
    "MANDATE_WAIT_DAYS": env.int("MANDATE_WAIT_DAYS", default=7),
    "IDENTITY_PROVIDER": IDENTITY_PROVIDER,
    "IDENTITY_COOKIE": IDENTITY_COOKIE_NAME,
}
NEWSLETTER: dict[str, Any] = {
    "UNSUBSCRIBE_ADDRESS": env.str("NEWSLETTER_UNSUBSCRIBE_ADDRESS", default=""),
    # In the order of their age, the newest first, with spaces or line breaks between them.
    "SUPPRESSION_KEYS": secret("SUPPRESSION_KEYS", default="").split(),
    "ERASED_AFTER_DAYS": env.int("NEWSLETTER_ERASED_AFTER_DAYS", default=7),
    "SETTINGS_LINK_DAYS": env.int("NEWSLETTER_SETTINGS_LINK_DAYS", default=30),
    "BATCH": env.int("NEWSLETTER_BATCH", default=100),
    "MAILS_A_SECOND": env.float("NEWSLETTER_MAILS_A_SECOND", default=0),
    "MAILS_A_DAY": env.int("NEWSLETTER_MAILS_A_DAY", default=0),
    "IDEMPOTENCY_HEADER": env.str("NEWSLETTER_IDEMPOTENCY_HEADER", default=""),
    "SOFT_BOUNCES": env.int("NEWSLETTER_SOFT_BOUNCES", default=3),
    "SOFT_BOUNCE_DAYS": env.int("NEWSLETTER_SOFT_BOUNCE_DAYS", default=90),
    "PROVIDER": env.str("NEWSLETTER_PROVIDER", default=""),
    "PROVIDER_URL": env.str("NEWSLETTER_PROVIDER_URL", default="https://api.postmarkapp.com"),
    "PROVIDER_STREAM": env.str("NEWSLETTER_PROVIDER_STREAM", default="broadcast"),
    "PROVIDER_TOKEN": secret("NEWSLETTER_PROVIDER_TOKEN", default=""),
}
