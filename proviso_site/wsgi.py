"""The web server's entrance."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "proviso_site.settings.production")
os.environ.setdefault("DATABASE_POOL_SIZE", "4")
os.environ.setdefault("BROKER_TIMEOUT", "1")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
