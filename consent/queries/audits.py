"""The audits of our own site."""

from django.conf import settings

from consent.models import AuditRun


def last_of_our_site() -> tuple[AuditRun | None, AuditRun | None]:
    """Return the last audit, and the last that came to an end."""
    runs = AuditRun.objects.of_site(f"{settings.BASE_URL}/").newest_first()
    return runs.first(), runs.finished().first()
