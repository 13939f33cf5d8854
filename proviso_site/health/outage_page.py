"""The answer while the database or Valkey is down."""

import logging
import sys

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.defaults import server_error
from kombu.exceptions import OperationalError as BrokerError
from redis.exceptions import ConnectionError as ValkeyError
from redis.exceptions import TimeoutError as ValkeyTimeout

from proviso_site.database.outage import is_outage

logger = logging.getLogger(__name__)

RETRY_AFTER = "30"  # seconds


def outage_page(template: str = "503_database.html") -> HttpResponse:
    """Return the page that says that the database does not answer, or another page about an outage."""
    response = HttpResponse(render_to_string(template), status=503)
    response["Retry-After"] = RETRY_AFTER
    response["Cache-Control"] = "no-store"
    return response


def error_page(request: HttpRequest) -> HttpResponse:
    """Answer an unexpected error: an outage of the database or of Valkey says so, all else is a fault of ours.

    Where attempts cannot be counted, as at the login, nobody gets in: a limit that is away is no reason to have none.
    """
    error = sys.exc_info()[1]
    if isinstance(error, ValkeyError | ValkeyTimeout | BrokerError):
        logger.warning("Valkey does not answer (%s)", type(error).__name__)
        return outage_page("503_valkey.html")
    if not is_outage(error):
        return server_error(request)
    if suspect := getattr(connection, "suspect_outage", None):
        suspect()
    return outage_page()
