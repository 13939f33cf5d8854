"""RFC 9116: where to report a weakness."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

VALID_FOR = timedelta(days=180)


@require_safe
@cache_control(public=True, max_age=86400)
def security_txt(request: HttpRequest) -> HttpResponse:
    """Answer with the contact that is set, else with our contact form."""
    contact = settings.SECURITY_CONTACT or settings.BASE_URL + reverse("contact:form")
    lines = [
        f"Contact: {contact}",
        f"Expires: {(timezone.now() + VALID_FOR).replace(microsecond=0).isoformat()}",
        "Preferred-Languages: nb, en",
        f"Canonical: {settings.BASE_URL}/.well-known/security.txt",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
