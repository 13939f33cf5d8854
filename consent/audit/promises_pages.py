"""What our pages do, looked at as they are served: P7, P15, P38."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from consent.audit.queries import uninvited
from consent.audit.served_pages import Markup, all_paths, has_failed, let_in, paths
from consent.choices import operations as choosing
from consent.gate import cookie
from consent.gate import offer as offers
from consent.gate.cookie import Choice
from consent.services.enums import Category
from privacy.frozen.register import Register
from privacy.promises.registry import Facts, Verdict, broken, few, kept, promise, unproven
from privacy.register import in_force
from privacy.web.own_site import OwnSite


@promise("P7")
def collectors_wait_for_a_yes(facts: Facts) -> Verdict:
    """No page loads, stores or lets in anything by itself, and a real browser met nothing that waits for no yes.

    Each public page is fetched as a stranger; every optional service stands in an inert template.
    """
    services = [one for one in facts.register.services if one.category != Category.NECESSARY]
    hosts = {host for register in (facts.register, in_force.register()) for host in _hosts(register)}
    looked = [(path, facts.site.get(path)) for path in all_paths()]
    figure = _("%(services)d optional services, %(pages)d pages") % {"services": len(services), "pages": len(looked)}
    loose, stored, open_to = set[str](), set[str](), set[str]()
    for _path, page in looked:
        markup = Markup(page.text)
        loose |= {*markup.elsewhere(), *markup.inline}
        stored |= set(page.cookies)
        open_to |= set(let_in(page, hosts))
    for names, words in (
        (loose, _("Loaded without a yes: %s.")),
        (stored, _("Stored in every browser: %s.")),
        (open_to, _("The pages let in: %s.")),
        (uninvited(facts.register), _("The last audit met, without a yes: %s.")),
    ):
        if names:
            return broken(figure, words % few(sorted(names)))
    if failed := [path for path, page in looked if has_failed(page)]:
        return unproven(figure, _("Pages that could not be looked at: %s.") % few(failed))
    return kept(figure)


def _hosts(register: Register) -> Iterator[str]:
    for service in register.services:
        for hosts in service.hosts.values():
            yield from hosts


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
    looked = {path: (facts.site.get(path), facts.site.get(path, refused)) for path in paths()}
    differing = [path for path, (stranger, refuser) in looked.items() if stranger.content != refuser.content]
    figure = _("%(same)d of %(all)d pages the same") % {"same": len(looked) - len(differing), "all": len(looked)}
    if differing:
        return broken(figure, _("Another page for who has refused: %s.") % ", ".join(differing))
    if failed := [path for path, both in looked.items() if any(map(has_failed, both))]:
        return unproven(figure, _("Pages that could not be looked at: %s.") % few(failed))
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
