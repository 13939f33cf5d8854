"""WSGI application."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "proviso_site.settings.production")
os.environ.setdefault("DATABASE_POOL_SIZE", "4")
os.environ.setdefault("BROKER_TIMEOUT", "1")

from django.core.wsgi import get_wsgi_application

django_application = get_wsgi_application()

from proviso_site.serving.guard import guarded  # noqa: E402 - it needs the settings
from proviso_site.serving.proxies import TrustedProxies  # noqa: E402

application = guarded(django_application)
if trusted := os.environ.get("TRUSTED_PROXIES"):
    application = TrustedProxies(application, trusted)
