"""``security.txt`` (RFC 9116): where to report a vulnerability, and our policy about reports."""

from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

VALID_FOR = timedelta(days=180)
_TYPE = "text/plain; charset=utf-8"


@require_safe
@cache_control(public=True, max_age=86400)
def security_txt(request: HttpRequest) -> HttpResponse:
    """Show the contact and policy in the settings, else the contact form and SECURITY.md."""
    return HttpResponse(_lines(timezone.now()), content_type=_TYPE)


@require_safe
@cache_control(public=True, max_age=86400)
def security_policy(request: HttpRequest) -> HttpResponse:
    """Show SECURITY.md of the running version."""
    return HttpResponse(settings.SECURITY_POLICY_FILE.read_bytes(), content_type=_TYPE)


def _lines(now: datetime) -> str:
    fields = {
        "Contact": settings.SECURITY_CONTACT or settings.BASE_URL + reverse("contact:form"),
        "Expires": (now + VALID_FOR).replace(microsecond=0).isoformat(),
        "Preferred-Languages": ", ".join(code for code, _name in settings.LANGUAGES),
        "Canonical": settings.BASE_URL + reverse("security-txt"),
        "Policy": settings.SECURITY_POLICY or settings.BASE_URL + reverse("security-policy"),
    }
    return "".join(f"{name}: {value}\n" for name, value in fields.items())
