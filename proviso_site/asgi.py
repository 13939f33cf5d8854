"""The application that the web server runs: that of ``wsgi.py``, asked after each request's body has arrived."""

from proviso_site.wsgi import application as wsgi_application

from django.conf import settings  # isort: skip - wsgi.py says which settings

from proviso_site.serving.application import BufferedApplication

application = BufferedApplication(
    wsgi_application,
    threads=settings.ANSWER_THREADS,
    seconds=settings.BODY_SECONDS,
)
