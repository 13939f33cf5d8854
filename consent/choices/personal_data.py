"""Which fields hold personal data, and what happens to them."""

from datetime import datetime
from uuid import UUID

from django.db.models.functions import Least
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from consent.choices.models import ChoiceCount, ConsentRecord, InterfaceText
from consent.gate import cookie
from consent.gate import offer as offers
from consent.gate.clearing import expire
from consent.gate.reading import read_choice
from consent.services.enums import category_in_words
from privacy.inventory.activities import Activity, declare_activity
from privacy.inventory.collecting import FormData, NotKept, declare_form
from privacy.inventory.declarations import InBrowser, PersonalData, Retention, declare, exempt, observed, provided
from privacy.inventory.enums import NotPersonal
from privacy.law.locales import languages


def own_records(request: HttpRequest, now: datetime) -> list[UUID]:
    """Return the id of the consent in the choice cookie, which the server signed for this browser."""
    choice = read_choice(request, now)
    return [choice.record_id] if choice and choice.record_id else []


def forget_choice(request: HttpRequest, response: HttpResponse) -> None:
    """Delete the choice from the browser: without its record, consent is no longer valid."""
    offer = offers.current()
    names = [*(offer.to_clear(request.COOKIES, None) if offer else ()), cookie.NAME]
    expire(response, request.get_host(), names, request.path)


exempt(InterfaceText, NotPersonal.REGISTER)

exempt(ChoiceCount, NotPersonal.AGGREGATE, activity="answers")

declare(
    PersonalData(
        model=ConsentRecord,
        title=_("Consent to cookies"),
        purpose="choices",
        subject=None,
        unlinkable=_(
            "A consent holds nothing about who gave it; your browser knows its number, on the page of choices."
        ),
        in_browser=InBrowser(find=own_records, forget=forget_choice),
        retention=Retention(rule="consent.record", start=Least("expires_at", "withdrawn_at")),
        fields={
            "given_at": observed(_("given at")),
            "granted": provided(_("said yes to"), read_as=category_in_words),
            "granted_at": observed(_("said yes at")),
            "options": observed(_("options shown"), read_as=category_in_words),
            "language": observed(_("language"), read_as=languages.in_words),
            "surface": observed(_("asked on")),
            "control": observed(_("control used")),
            "is_gpc": observed(_("browser sent Global Privacy Control")),
            "revision": observed(_("revision")),
            "interface_hash": observed(_("hash of the wording")),
            "expires_at": observed(_("lasts until")),
            "withdrawn_at": observed(_("withdrawn at")),
        },
        internal={
            "id": NotPersonal.REFERENCE,
            "replaced_by": NotPersonal.REFERENCE,
            "ended_under": NotPersonal.REFERENCE,
            "given_seq": NotPersonal.REFERENCE,
            "ended_seq": NotPersonal.REFERENCE,
            "device": NotPersonal.PLUMBING,
            "retain_until": NotPersonal.PLUMBING,
        },
    )
)

declare_form(
    FormData(
        name="consent.choices",
        purpose="choices",
        model=ConsentRecord,
        views=("consent:choices",),
        fields={"choice": "control", "grant": "granted", "surface": "surface"},
        not_kept={"changes": NotKept.CONTROL, "service": NotKept.CONTROL, "next": NotKept.CONTROL},
    )
)

declare_activity(
    Activity(
        key="answers",
        title=_("Answers about cookies, counted"),
        purpose="counting",
        unlinkable=_(
            "Counted by day, language and kind of device, with nothing about whom; so the numbers have no end."
        ),
    )
)
