"""What our pages do, looked at as they are served: P7, P15, P38."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from consent import cookie
from consent.cookie import Choice
from consent.enums import Category
from consent.operations import choosing
from consent.promises.served import Markup, paths
from consent.queries import offer as offers
from privacy.own_site import OwnSite
from privacy.verdicts import Facts, Verdict, broken, kept, promise, unproven


@promise("P7")
def collectors_wait_for_a_yes(facts: Facts) -> Verdict:
    """No page loads anything of anybody else's by itself: every optional service stands in an inert template."""
    services = [
        one for one in facts.content.get("consent", {}).get("services", []) if one["category"] != Category.NECESSARY
    ]
    looked = [(path, Markup(facts.site.get(path).text)) for path in paths()]
    figure = _("%(services)d optional services, %(pages)d pages") % {"services": len(services), "pages": len(looked)}
    loose = sorted({one for _path, page in looked for one in page.elsewhere()})
    if loose:
        return broken(figure, _("Loaded without a yes: %s.") % ", ".join(loose))
    return kept(figure)


@promise("P15")
def content_is_the_same_without_a_yes(facts: Facts) -> Verdict:
    """Who has refused gets the same bytes as who has never been here."""
    offer = offers.current()
    if offer is None:
        return unproven("0", _("Nothing is published yet."))
    refusal = Choice(
        revision=offer.revision,
        granted=frozenset(),
        made_at=facts.now,
        expires_at=facts.now + timedelta(days=1),
    )
    refused = f"{cookie.NAME}={cookie.write(refusal)}"
    looked = list(paths())
    differing = [path for path in looked if facts.site.get(path).content != facts.site.get(path, refused).content]
    figure = _("%(same)d of %(all)d pages the same") % {"same": len(looked) - len(differing), "all": len(looked)}
    if differing:
        return broken(figure, _("Another page for who has refused: %s.") % ", ".join(differing))
    return kept(figure)


@promise("P38")
def withdrawing_is_as_easy(facts: Facts) -> Verdict:
    """Every page leads to the page of choices, and one press there takes a yes back: tried, and undone."""
    offer = offers.current()
    if offer is None or not offer.categories:
        return unproven("0", _("There is nothing to say yes to."))
    looked = list(paths())
    lost = [path for path in looked if _choices(path) not in Markup(facts.site.get(path).text).links]
    figure = _("%(there)d of %(all)d pages lead to the choices") % {
        "there": len(looked) - len(lost),
        "all": len(looked),
    }
    if lost:
        return broken(figure, _("No way to the choices from: %s.") % ", ".join(lost))
    if reason := _why_not_withdrawn(facts.site):
        return broken(figure, reason)
    return kept(_("%s; one press takes a yes back") % figure)


def _choices(path: str) -> str:
    with translation.override(translation.get_language_from_path(path) or settings.LANGUAGE_CODE):
        return reverse("consent:choices")


def _why_not_withdrawn(site: OwnSite) -> str:
    """Say yes and take it back as a browser would, then undo both; return what did not work."""
    here = reverse("consent:choices")
    try:
        with transaction.atomic():
            given = site.post(here, {"choice": "all", "surface": "page"}).cookies.get(cookie.NAME, "")
            can = ("choice", "none") in Markup(site.get(here, f"{cookie.NAME}={given}").text).buttons
            answer = site.post(here, {"choice": "none", "surface": "page"}, f"{cookie.NAME}={given}")
            taken = answer.cookies.get(cookie.NAME, "")
            transaction.set_rollback(True)
    finally:
        choosing.forget_wordings()
    before, after = cookie.read(given), cookie.read(taken)
    if before is None or not before.granted:
        return _("A yes is not stored.")
    if not can:
        return _("The page of choices has no button that takes a yes back.")
    return "" if after is not None and not after.granted else _("A withdrawal is not stored.")
