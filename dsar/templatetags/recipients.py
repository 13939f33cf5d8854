"""Template tag: which recipients a request has told."""

from django import template

from dsar.cases.models import Case
from privacy.notices.models import Notice
from privacy.notices.queries import of_request

register = template.Library()


@register.simple_tag
def told_recipients(case: Case) -> list[Notice]:
    """Return the notices to recipients that a request has made."""
    return list(of_request(case.pk))
