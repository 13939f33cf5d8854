"""The desk: what waits for staff, on the first page of the administration."""

from typing import Any

from django import template
from django.utils import timezone

from privacy.journal.words import event_in_words, facts_in_words
from privacy.law.citations import citation_in_words
from privacy.recipients.state_words import state
from privacy.register.languages.fields import name_of
from privacy.staff.dashboard import DashboardItem, DashboardPage, Desk, all_openings, all_pages, desk
from privacy.staff.saved_filters import filter_of, of_list
from privacy.staff.searching import Hits, search
from privacy.staff_news.languages import offered
from privacy.staff_news.queries import is_told

register = template.Library()
register.filter("state", state)
register.filter("is_told", is_told)


@register.simple_tag
def staff_languages() -> list[tuple[str, str]]:
    """Return the languages of the administration as (code, name)."""
    return [(code, name_of(code)) for code in offered()]


@register.simple_tag
def dashboard_desk() -> Desk:
    """Return the blocks of all apps as of now."""
    return desk(timezone.now())


@register.simple_tag(takes_context=True)
def dashboard_openings(context: dict[str, Any]) -> list[DashboardItem]:
    """Return what whoever is logged in should begin with."""
    return all_openings(context["request"].user)


@register.simple_tag(takes_context=True)
def staff_search(context: dict[str, Any]) -> list[Hits]:
    """Return what the text that was sent finds, of what whoever is logged in may see."""
    request = context["request"]
    return list(search(request.POST.get("search", ""), request.user))


@register.simple_tag(takes_context=True)
def dashboard_pages(context: dict[str, Any]) -> list[DashboardPage]:
    """Return the pages that whoever is logged in may open."""
    user = context["request"].user
    return [page for page in all_pages() if user.has_perm(page.permission)]


@register.simple_tag(takes_context=True)
def saved_filters(context: dict[str, Any]) -> dict[str, Any]:
    """Return somebody's saved filters of the list that is open, and its present filter if that is not saved."""
    shown, user = context["cl"], context["request"].user
    kept = of_list(user, shown.opts.label_lower)
    now = filter_of(shown.params)
    return {
        "kept": [(row, row.query == now) for row in kept],
        "query": "" if any(row.query == now for row in kept) else now,
        "model": shown.opts.label_lower,
    }


@register.filter
def event_words(event: str) -> str:
    """Return what the journal calls an event, in words."""
    return event_in_words(event)


@register.filter
def facts_words(facts: str) -> str:
    """Return the facts of an entry of the journal, in words."""
    return facts_in_words(facts)


@register.filter
def citation(text: str) -> str:
    """Return a citation of the law as the page's language writes it."""
    return citation_in_words(text)
