"""Where a login attempt comes from."""

from django.http import HttpRequest

from proviso_site.logs.records import network


def network_of(request: HttpRequest) -> str:
    """Return the sender's network, by which attempts are counted: one address of many is easily exchanged."""
    return network(request)
