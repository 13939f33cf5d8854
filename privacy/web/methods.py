"""Views that answer no GET: a login does not lead to them."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_POST

MARK = "is_post_only"


def post_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Refuse every method but POST, and say so to who would lead somebody to the view."""
    refusing = require_POST(view)
    setattr(refusing, MARK, True)
    return refusing


def answers_get(view: Callable[..., Any], name: str) -> bool:
    """Tell whether a view, by its name in the urls, can be opened: Django's own logout takes a POST only."""
    return not getattr(view, MARK, False) and name != "logout"
