"""WSGI application."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "proviso_site.settings.production")
os.environ.setdefault("DATABASE_POOL_SIZE", "4")
os.environ.setdefault("BROKER_TIMEOUT", "1")

from django.core.wsgi import get_wsgi_application
from granian.utils.proxies import wrap_wsgi_with_proxy_headers

django_application = get_wsgi_application()

from proviso_site.serving.guard import guarded  # noqa: E402 - it needs the settings

application = guarded(django_application)
if trusted := os.environ.get("TRUSTED_PROXIES"):
    # Addresses of the proxies in front, or *: the visitor's address is then in the header that they set.
    application = wrap_wsgi_with_proxy_headers(application, trusted_hosts=trusted)
