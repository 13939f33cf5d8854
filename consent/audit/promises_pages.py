"""Checks of the promises P7, P15 and P38, on our pages as they are served."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from consent.audit.queries import uninvited
from consent.audit.served_pages import PageMarkup, all_paths, has_failed, paths, unexpected_sources
from consent.choices import operations as choosing
from consent.gate import cookie
from consent.gate import offer as offers
from consent.gate.cookie import Choice
from consent.gate.offer import Offer
from consent.services.enums import OPTIONAL, Category
from privacy.intake.limits.senders import without_stamps
from privacy.inventory import declarations
from privacy.inventory.enums import StopCause
from privacy.inventory.stopping import used_after_stop
from privacy.register import in_force
from privacy.register.frozen.register import Register
from privacy.register.languages.fields import in_language
from privacy.register.promises.phrases import few, joined, remarked, said
from privacy.register.promises.phrases import gettext as _
from privacy.register.promises.registry import Facts, Verdict, broken, kept, promise, unproven
from privacy.register.purposes.enums import LegalBasis
from privacy.web.own_site import OwnSite


@promise("P7")
def collectors_wait_for_consent(facts: Facts) -> Verdict:
    """Check that no page loads, stores or allows anything without consent, nor did a browser in the last audit.

    Each public page is fetched as a stranger; every optional service must be in an inert template.
    """
    services = [one for one in facts.register.services if one.category != Category.NECESSARY]
    hosts = {host for register in (facts.register, in_force.register()) for host in _hosts(register)}
    looked = [(path, facts.site.get(path)) for path in all_paths()]
    figure = _("%(services)d optional services, %(pages)d pages") % {"services": len(services), "pages": len(looked)}
    loaded, stored, open_to = set[str](), set[str](), set[str]()
    for _path, page in looked:
        markup = PageMarkup(page.text)
        loaded |= {*markup.elsewhere(), *markup.inline}
        stored |= set(page.cookies)
        open_to |= set(unexpected_sources(page, hosts))
    for names, words in (
        (loaded, _("Loaded without a yes: %s.")),
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
def content_is_the_same_without_consent(facts: Facts) -> Verdict:
    """Check that a browser that refused gets the bytes of a browser on its first visit, but for the time of a form."""
    offer = offers.current()
    if offer is None:
        return unproven("0", _("Nothing is published yet."))
    refused = f"{cookie.NAME}={cookie.write(_earlier_choice(offer, (), facts.now))}"
    pages = {path: (facts.site.get(path), facts.site.get(path, refused)) for path in paths()}
    differing = [
        path
        for path, (stranger, refuser) in pages.items()
        if without_stamps(stranger.content) != without_stamps(refuser.content)
    ]
    figure = _("%(same)d of %(all)d pages the same") % {"same": len(pages) - len(differing), "all": len(pages)}
    if differing:
        return broken(figure, _("Another page for who has refused: %s.") % joined(differing))
    if failed := [path for path, both in pages.items() if any(map(has_failed, both))]:
        return unproven(figure, _("Pages that could not be looked at: %s.") % few(failed))
    return kept(figure)


@promise("P38")
def withdrawing_is_as_easy(facts: Facts) -> Verdict:
    """Check that every page links to the page of choices, where one button withdraws consent; tried and rolled back.

    Also that no use went on after a withdrawal by mail, and that each use on consent can be ended that way.
    """
    if used := [remarked(data.title, uses) for data, uses in used_after_stop(StopCause.WITHDRAWAL)]:
        return broken("0", _("Went on after the consent was withdrawn: %s.") % few(used))
    if unstopped := list(_without_stop(facts)):
        return broken("0", _("Nothing ends at once when its consent is withdrawn: %s.") % few(unstopped))
    offer = offers.current()
    if offer is None:
        return unproven("0", _("Nothing is published yet."))
    pages = list(paths())
    lost = [path for path in pages if _choices(path) not in PageMarkup(facts.site.get(path).text).links]
    figure = _("%(there)d of %(all)d pages lead to the choices") % {
        "there": len(pages) - len(lost),
        "all": len(pages),
    }
    if lost:
        return broken(figure, _("No way to the choices from: %s.") % joined(lost))
    if reason := _why_not_withdrawn(facts.site, offer, facts.now):
        return broken(figure, reason)
    return kept(_("%s; one press takes a yes back") % figure)


def _earlier_choice(offer: Offer, granted: Iterable[str], now: datetime) -> Choice:
    return Choice(revision=offer.revision, granted=frozenset(granted), made_at=now, expires_at=offer.expires_at(now))


def _without_stop(facts: Facts) -> Iterator[str]:
    """Yield the purposes that rest on consent and whose use a withdrawal by mail does not end."""
    for purpose in facts.register.purposes:
        if purpose.legal_basis == LegalBasis.CONSENT:
            used_for = [
                data for data in declarations.all_personal() if data.purpose == purpose.key and data.is_linkable
            ]
            if used_for and not any(data.stops_at(StopCause.WITHDRAWAL) for data in used_for):
                yield said(in_language, purpose.title)


def _choices(path: str) -> str:
    with translation.override(translation.get_language_from_path(path) or settings.LANGUAGE_CODE):
        return reverse("consent:choices")


def _why_not_withdrawn(site: OwnSite, offer: Offer, now: datetime) -> str:
    """Give consent and withdraw it as a browser would, roll both back, and return the problem or an empty text.

    Where nothing runs, so that nobody can consent now, an earlier consent is taken back.
    """
    here = reverse("consent:choices")
    try:
        with transaction.atomic():
            if offer.categories:
                granted = site.post(here, {"choice": "all", "surface": "page"}).cookies.get(cookie.NAME, "")
            else:
                granted = cookie.write(_earlier_choice(offer, OPTIONAL, now))
            has_button = ("choice", "none") in PageMarkup(site.get(here, f"{cookie.NAME}={granted}").text).buttons
            answer = site.post(here, {"choice": "none", "surface": "page"}, f"{cookie.NAME}={granted}")
            withdrawn = answer.cookies.get(cookie.NAME, "")
            transaction.set_rollback(True)
    finally:
        choosing.forget_wordings()
    before, after = cookie.read(granted), cookie.read(withdrawn)
    if before is None or not before.granted:
        return _("A yes is not stored.")
    if not has_button:
        return _("The page of choices has no button that takes a yes back.")
    return "" if after is not None and not after.granted else _("A withdrawal is not stored.")
