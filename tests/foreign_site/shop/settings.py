"""Somebody else's site, as ``startproject`` and its owner made it. What our apps need stands between the two lines."""

import os

import environ
from pyrage import x25519

SECRET_KEY = "a shop that nobody visits"
DEBUG = False
ALLOWED_HOSTS = ["shop.example.com"]
ROOT_URLCONF = "shop.urls"
AUTH_USER_MODEL = "shop.Account"
INSTALLED_APPS = [
    "shop",
    "club",
    "labels",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
DATABASES = {"default": environ.Env.db_url_config(os.environ["DATABASE_URL"])}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("nb", "Norwegian")]
TIME_ZONE = "Europe/Berlin"
USE_TZ = True
STATIC_URL = "/assets/"
MEDIA_ROOT = os.environ.get("MEDIA_ROOT", "")

# --- privacy, consent and dsar ---
INSTALLED_APPS = ["privacy", "consent", "dsar", *INSTALLED_APPS]
MIDDLEWARE = ["consent.choices.middleware.AnswerMiddleware", "consent.gate.middleware.WithholdMiddleware", *MIDDLEWARE]
MIDDLEWARE += ["csp.middleware.CSPMiddleware", "consent.gate.middleware.ChoiceMiddleware"]
PRIVACY = {
    "BASE_URL": "https://shop.example.com",
    "COUNTRY": "DE",
    "CONTROLLER": {"organisation_number": "HRB 1234", "address": "Markt 1", "phone": "+49 30 000000"},
    "PAGES": {"home": "front"},
    "ERASURE_LEDGER": os.environ["ERASURE_LEDGER"],
}
CONTENT_SECURITY_POLICY = {"DIRECTIVES": {"default-src": ["'self'"]}}
DSAR = {"EXPORT_IDENTITY": os.environ.get("EXPORT_IDENTITY") or str(x25519.Identity.generate())}
# --- that is all ---
