"""Where the administration is: its pages are staff's, and nothing that is for visitors is put on them."""

from functools import cache

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language


def is_administration(request: HttpRequest) -> bool:
    """Tell whether a request is for a page of the administration, wherever the site has it."""
    return request.path.startswith(_index(get_language()))


@cache
def _index(_language: str | None) -> str:
    return reverse("admin:index")
