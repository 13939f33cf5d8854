"""Middleware that counts visits."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from proviso_site.visits import counting


class VisitCounter:
    """Count the pages that people read, and record nothing else (LAW C-31)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if counting.is_visit(request, response):
            counting.tally.count(counting.cell(request, timezone.now()))
        return response
