"""The answer while the database is down."""

import sys

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.defaults import server_error

from proviso_site.database.outage import is_outage

RETRY_AFTER = "30"  # seconds


def outage_page() -> HttpResponse:
    """Return the page that says that the database does not answer."""
    response = HttpResponse(render_to_string("503_database.html"), status=503)
    response["Retry-After"] = RETRY_AFTER
    response["Cache-Control"] = "no-store"
    return response


def error_page(request: HttpRequest) -> HttpResponse:
    """Answer an unexpected error: an outage of the database says so, everything else is a fault of ours."""
    if not is_outage(sys.exc_info()[1]):
        return server_error(request)
    if suspect := getattr(connection, "suspect_outage", None):
        suspect()
    return outage_page()
