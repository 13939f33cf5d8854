"""Ask staff for their password or second factor again before an act that must not be an intruder's.

How that is done is the site's: ``PRIVACY["ASK_FOR_PROOF"]`` names a function ``(request) -> HttpResponse | None``. It
returns None when the proof is fresh, else the answer that leads to the page that asks. Without it nothing is asked.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string

from privacy.conf import privacy_settings

View = Callable[..., HttpResponse]
AskForProof = Callable[[HttpRequest], HttpResponse | None]


def ask_for_proof(request: HttpRequest) -> HttpResponse | None:
    """Return the answer that asks for proof, or None if this login gave it recently."""
    path = privacy_settings().ask_for_proof
    return cast("AskForProof", import_string(path))(request) if path else None


def fresh_proof_required(method: View) -> View:
    """Decorate a view that is a method of a ``ModelAdmin``: opening it and sending it both need fresh proof."""

    @wraps(method)
    def guarded(model_admin: Any, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return ask_for_proof(request) or method(model_admin, request, *args, **kwargs)

    return guarded
