"""What a decision on a request will do: the rows, the open matters, the very letter, who is told."""

from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dsar.cases import clock, cooling_off
from dsar.cases.copies import redacting, seen
from dsar.cases.copies.errors import RedactionLost
from dsar.cases.copies.tables import Copied, Table, readable_rows, table
from dsar.cases.enums import Ground, JobKind, JobState, Right
from dsar.cases.errors import ReasonsMissing
from dsar.cases.letters import emails
from dsar.cases.letters.composers import erased_and_kept, scheduled_values
from dsar.cases.models import Case, Contact, Job
from dsar.cases.proofs import providers
from dsar.cases.whose import addresses_of
from dsar.corrections.enums import CHANGE
from dsar.corrections.models import Correction
from dsar.corrections.queries import title_of
from dsar.erasures import queries, undoing
from dsar.erasures.queries import ErasurePlan
from dsar.people.personal_rows import PersonalRows
from dsar.restrictions.queries import address_of, kinds_in_force, restrictable
from privacy.inventory import declarations
from privacy.inventory.declarations import PersonalData
from privacy.notices.queries import channel_to, recipients_of
from privacy.retention.queries import retention_end
from privacy.staff.consequences import Consequences, MailPreview, RowGroup

Given = Mapping[str, Any]
_SHOWN = 50


def of_approval(case: Case, _given: Given, now: datetime) -> Consequences:
    """Return what approving does: an erasure with its plan, or a file with all that is in it."""
    contact = Contact.objects.filter(case=case).first()
    if contact is None:
        return Consequences(lines=(_("The address has been removed, so nothing can be searched."),))
    if case.right == Right.ERASURE:
        return _of_erasure(case, contact, now)
    kind = "nothing" if redacting.is_empty(case, addresses_of(contact)) else "ready"
    copied = () if case.right == Right.INFORMATION else tuple(redacting.tables_of(case))
    try:
        tables, left_out = _handed_out(case, copied)
    except RedactionLost:
        return Consequences(
            lines=(_("What was to be left out is not there any more as it was. Look at what is left out again."),)
        )
    values = {"link": _own_link(case), "expires_at": retention_end("dsar.export", now)}
    return Consequences(
        when=tuple(_when_copied(case, now)),
        lines=(
            _("A file is made and sealed. The person gets a mail with a link to it, never the file itself."),
            *left_out,
        ),
        handed_out=tuple(_group(shown) for shown in tables),
        mails=(_letter(kind, case, contact, values, is_timed=True),),
        plan=seen.of_copy(case, copied),
    )


def _handed_out(case: Case, copied: Iterable[Copied]) -> tuple[tuple[Table, ...], tuple[str, ...]]:
    """Return the tables of a copy, and in words each redaction with what it leaves out. Raises ``RedactionLost``."""
    marks = redacting.marks_of(case)
    texts = {passage.redaction.pk: passage.text for passage in marks.passages}
    line = _("Left out as about somebody else: “%(text)s”, in %(title)s, number %(row)s, %(field)s. Why: %(reason)s")
    lines = tuple(
        line % {**place, "text": redacting.as_read(texts[key]), "field": place["field_title"]}
        for key, place in redacting.check(case, marks)
    )
    return tuple(replace(group, marks=marks).table(_SHOWN) for group in copied), lines


def _when_copied(case: Case, now: datetime) -> Iterator[str]:
    start = cooling_off.start_of_copy(case, now)
    if start > now:
        text = _("It is made %(day)s: the address is new, so whoever had the one before can say that it was not them.")
        yield text % {"day": date_format(localtime(start), "DATETIME_FORMAT")}


def _of_erasure(case: Case, contact: Contact, now: datetime) -> Consequences:
    plan = queries.make_plan(addresses_of(contact), now)
    start = cooling_off.start_of(case, now)
    result = plan.as_result()
    sealed = undoing.end_of(case, max(start, now)) if plan.rows else None
    told = {"link": _own_link(case), "sealed_until": sealed and localtime(sealed)}
    mails = [_letter("erased", case, contact, {**told, **erased_and_kept(result, case.language)})]
    if start > now:
        values = scheduled_values(result=result, starts_at=start, cancel_link=_own_link(case), language=case.language)
        mails.insert(0, _letter("scheduled", case, contact, {"link": _own_link(case), **values}, is_timed=True))
    return Consequences(
        when=tuple(_when(case, start, now)),
        lines=(_undone_until(sealed),),
        lost=tuple(_open_matters(case, contact, plan)),
        goes=(*_planned(plan), _address_itself(contact)),
        stays=tuple(_kept(result, now)),
        told=tuple(_told(contact, queries.purposes_of(plan.rows))),
        mails=tuple(mails),
        plan=plan,
    )


def _undone_until(sealed: datetime | None) -> str:
    if sealed is None:
        return _("What is erased cannot be brought back, not from a backup either.")
    text = _("Until %(day)s a mistake can be undone from a sealed copy. Then nothing brings it back, no backup either.")
    return text % {"day": date_format(localtime(sealed))}


def _when(case: Case, start: datetime, now: datetime) -> Iterator[str]:
    if start <= now:
        yield _("It begins at once.")
    else:
        day = date_format(localtime(start), "DATETIME_FORMAT")
        yield _("It begins %(day)s. Until then nothing is used, and the person or you can call it off.") % {"day": day}
    if cooling_off.is_shortened(case, start, now):
        day = date_format(case.latest_on)
        yield _("The wait is shorter than usual: the last lawful day is %(day)s.") % {"day": day}


def _planned(plan: ErasurePlan) -> Iterator[RowGroup]:
    """Yield the rows that go, by kind, with their values in words."""
    for label, ids in plan.rows.items():
        data = declarations.models.get(apps.get_model(label))
        if not isinstance(data, PersonalData):
            yield RowGroup(title=declarations.title_of(label), count=len(ids))
            continue
        rows = data.model._base_manager.filter(pk__in=ids).order_by("pk")[:_SHOWN]
        yield _group(table(PersonalRows(data=data, rows=rows)), count=len(ids))


def _address_itself(contact: Contact) -> RowGroup:
    address = ((_("Address"), contact.shown),)
    words = ((_("Message"), contact.message),) if contact.message else ()
    return RowGroup(
        title=_("The address and the words of this request"),
        count=1,
        rows=((*address, *words),),
        note=_("as soon as the last letter has left"),
    )


def _kept(result: Mapping[str, Any], now: datetime) -> Iterator[RowGroup]:
    written = erased_and_kept(result, translation.get_language() or "")
    for line in written["kept"]:
        until: date | None = line["until"]
        end = _("until %(day)s") % {"day": date_format(until)} if until else _("until the reason ends")
        yield RowGroup(title=line["title"], count=line["rows"], note=f"{line['reason']}, {end}")
    for line in written["masked"]:
        yield RowGroup(title=line["title"], count=line["rows"], note=_("for somebody else, without this person"))
    for line in written["words_of_others"]:
        note = _("somebody else’s too, as it is; it may name this person")
        yield RowGroup(title=line["title"], count=line["rows"], note=note)
    yield RowGroup(
        title=_("That the request was made and how it was answered, without the address"),
        count=1,
        note=_("to show that the law was followed"),
    )


def _open_matters(case: Case, contact: Contact, plan: ErasurePlan) -> Iterator[str]:
    """Yield what somebody waits for and that would vanish or could no longer be answered as it was asked."""
    for label, ids in plan.rows.items():
        data = declarations.models.get(apps.get_model(label))
        if (
            isinstance(data, PersonalData)
            and data.waits is not None
            and (count := data.model._base_manager.filter(data.waits, pk__in=ids).count())
        ):
            text = ngettext("%(title)s: %(count)s is not answered", "%(title)s: %(count)s are not answered", count)
            yield text % {"title": data.title, "count": count}
    for other in Contact.objects.of(contact.email).filter(is_open=True).exclude(case=case).select_related("case"):
        text = _("Open request: %(right)s %(reference)s. Answer it first, or nothing is left to answer it with.")
        yield text % {"right": other.case.which_right.label, "reference": other.case.reference}
    for request in Case.objects.filter(pk__in=plan.unconfirmed):
        yield _("Request that nobody has confirmed: %(right)s, %(day)s") % {
            "right": request.which_right.label,
            "day": date_format(localtime(request.received_at), "SHORT_DATETIME_FORMAT"),
        }


def _told(contact: Contact, purposes: Iterable[str]) -> Iterator[str]:
    yield told_how(contact)
    for vendor in recipients_of(purposes):
        yield _("%(vendor)s, %(how)s.") % {"vendor": vendor.name, "how": channel_to(vendor).label}


def of_corrections(case: Case, given: Given, _now: datetime) -> Consequences:
    """Return what deciding corrections does: the values that change, those that stay, and the letter."""
    changed: list[tuple[str, str, str]] = []
    kept: list[tuple[str, str, str]] = []
    for correction in Correction.objects.waiting().filter(case=case):
        title = title_of(correction)
        is_changed = given[f"do-{correction.pk}"] == CHANGE
        line = _("%(title)s: from “%(old)s” to “%(new)s”.") if is_changed else _("%(title)s stays “%(old)s”.")
        text = line % {"title": title, "old": correction.old, "new": correction.new}
        (changed if is_changed else kept).append((title, text, given[f"why-{correction.pk}"].strip()))
    lines = [text for _title, text, _why in (*changed, *kept)]
    if not changed:
        copied = copy(case)
        copied.ground = Ground.ACCURATE
        copied.reasons = "\n".join(f"{title}: {why}" for title, _text, why in kept)
        lines.append(_("Nothing changes, so this proposes to refuse: the data is accurate. A colleague decides it."))
        return with_letter(copied, "refused", *lines)
    values = {
        "changed": [title for title, _text, _why in changed],
        "kept": [(title, why) for title, _text, why in kept],
    }
    return with_letter(case, "corrected", *lines, **values)


def of_amendment(case: Case, given: Given, _now: datetime) -> Consequences:
    """Return what writing down a wrong value does."""
    text = _("It is to say “%(new)s”. Until it is decided, what is here of it is only stored.")
    return Consequences(lines=(text % {"new": given["right_value"]},))


def of_restriction(case: Case, given: Given, _now: datetime) -> Consequences:
    """Return what restricting does: the kinds of data that nobody uses any more, and the letter."""
    chosen = [group for group in restrictable(case) if group.label in given["kinds"]]
    text = _("Only stored from now on: %(title)s, %(count)s.")
    lines = [text % {"title": group.data.title, "count": group.rows.count()} for group in chosen]
    with translation.override(case.language):
        kinds = sorted(str(group.data.title) for group in chosen)
    return with_letter(case, "restricted", *lines, kinds=kinds)


def of_lifting(case: Case, given: Given, _now: datetime) -> Consequences:
    """Return what announcing the end of a restriction does: the notice that goes first."""
    reason = given["reason"].strip()
    address = address_of(case)
    if not address:
        return Consequences(lines=(_("Nothing of what was restricted is left."),))
    with translation.override(case.language):
        kinds = kinds_in_force(case)
    contact = Contact(case=case, email=address, email_written=address)
    mail = _letter("lifting", case, contact, {"kinds": kinds, "reason": reason})
    line = _("Used again when this letter has been sent: %(kinds)s.") % {"kinds": ", ".join(kinds)}
    return Consequences(lines=(line,), mails=(mail,))


def of_answer(case: Case, given: Given, _now: datetime) -> Consequences:
    """Return what an answer by hand does."""
    return _with_words(case, "answered", given["text"])


def of_message(case: Case, given: Given, _now: datetime) -> Consequences:
    """Return what a message to the person does."""
    return _with_words(case, "message", given["text"])


def of_passing_on(case: Case, given: Given, _now: datetime) -> Consequences:
    """Return what passing a request on does: the mail to the customer, and the one to the person."""
    contact = Contact.objects.filter(case=case).first()
    if contact is None:
        return Consequences(lines=(_("The address has been removed: nobody gets a letter."),))
    contact.passed_on_to = given["to"]
    subject, text = emails.render("to_customer", case, {"contact": contact})
    to_customer = MailPreview(to=given["address"], language=case.language, subject=subject, text=text)
    to_person = _letter("passed_on", case, contact, {"link": _own_link(case), "contact": contact})
    return Consequences(told=(given["to"],), mails=(to_customer, to_person))


def of_question(case: Case, given: Given) -> Consequences:
    """Return what a question of identity does."""
    line = _("The clock stands still from today. If no authority accepted that, the last day would stay %(day)s.")
    day = date_format(clock.without_pauses(case).latest_on)
    provider = providers.usable()
    further = _("On the page the person can also prove who they are with %(name)s; nobody must.")
    lines = [line % {"day": day}, *([further % {"name": provider.name}] if provider else [])]
    return _with_words(case, "identity", given["question"], *lines)


def of_reopening(case: Case, given: Given) -> Consequences:
    """Return what opening a closed request again does."""
    return _with_words(case, "reopened", given["reason"])


def _with_words(case: Case, kind: str, words: str, *lines: str) -> Consequences:
    """Return a letter whose words are on the page of the request, or in the letter where there is no mailbox."""
    shown = _("On the person’s page: %(text)s") % {"text": words.strip()}
    return with_letter(case, kind, *lines, shown, words=words.strip())


def of_extension(case: Case, given: Given, now: datetime) -> Consequences:
    """Return what more time does: the letter with the new day and the reason."""
    changed = copy(case)
    changed.months = 1 + given["further_months"]
    changed.set_deadline(clock.deadline(changed, now=now))
    changed.extension_reason = given["reason"].strip()
    return with_letter(changed, "extended")


def of_refusal(case: Case, given: Given, _now: datetime) -> Consequences:
    """Return what a refusal does: the letter with the ground and the reasons, or a proposal to a colleague."""
    ground = Ground(given["ground"])
    changed = copy(case)
    changed.ground, changed.reasons = ground, given["reasons"].strip()
    is_proposed = case.proposed_by_id is not None and case.ground == ground
    if not is_proposed:
        line = _("No letter leaves yet: a refusal takes two people. A colleague sees your proposal and decides it.")
        written = with_letter(changed, "refused")
        return Consequences(lines=(line,), mails=written.mails)
    return with_letter(changed, "refused")


def of_retry(_case: Case, given: Given, _now: datetime) -> Consequences:
    """Return what going on with a job does."""
    if given["start"] == "start":
        return Consequences(lines=(_("The work begins from the start. What is deleted already stays deleted."),))
    return Consequences(lines=(_("The work goes on at the step where it stopped."),))


def of_leaving_out(case: Case, given: Given, _now: datetime) -> Consequences:
    """Return what going on without one kind of data does."""
    job = Job.objects.filter(case=case, kind=JobKind.EXPORT, state=JobState.FAILED).last()
    label = job.result.get("failed_at", "") if job is not None else ""
    return Consequences(lines=(str(declarations.title_of(label)), given["reason"]))


def of_undoing(case: Case, given: Given, now: datetime) -> Consequences:
    """Return what undoing an erasure does: the rows that come back, by kind, and the letter."""
    job = Job.objects.filter(case=case, kind=JobKind.ERASURE).exclude(state=JobState.CANCELLED).last()
    erased = job.result.get("erased", {}) if job is not None else {}
    back = [f"{declarations.title_of(label)}: {rows}" for label, rows in erased.items()]
    kept = [f"{undoing.KEPT} {line}" for line in undoing.written_since(case)]
    return Consequences(lines=(*back, *kept, given["reason"]))


def of_calling_off(case: Case, _given: Given, _now: datetime) -> Consequences:
    """Return what taking back an approval does."""
    job = cooling_off.waiting_job(case)
    day = date_format(localtime(job.starts_at), "DATETIME_FORMAT") if job is not None and job.starts_at else ""
    return Consequences(
        lines=(
            _("Nothing is erased on %(day)s. The request is open again, and its deadline still runs.") % {"day": day},
            _("A newsletter that stopped with the approval does not start again."),
            _("No mail leaves. Write to the person yourself if they should know."),
        )
    )


def told_how(contact: Contact) -> str:
    """Return in words how the person gets letters about a request."""
    if contact.is_by_post:
        return _("The person, by a letter that you print and send.")
    return _("The person, by mail to %(address)s.") % {"address": contact.email_written}


def with_letter(case: Case, kind: str, *lines: str, **values: Any) -> Consequences:
    """Return a letter to the person, with what else an act does."""
    contact = Contact.objects.filter(case=case.pk).first()
    if contact is None:
        return Consequences(lines=(_("The address has been removed: nobody gets a letter."),))
    return Consequences(
        lines=lines,
        told=(told_how(contact),),
        mails=(_letter(kind, case, contact, {"link": _own_link(case), **values}),),
    )


def _letter(
    kind: str, case: Case, contact: Contact, values: Mapping[str, Any], *, is_timed: bool = False
) -> MailPreview:
    text: str
    values = {**values, "link": "", "cancel_link": ""} if contact.is_by_post else values
    try:
        subject, text = emails.render(kind, case, values)
    except ReasonsMissing:
        subject, text = "–", _("It cannot be written before the register names the authority to complain to.")
    return MailPreview(to=contact.shown, language=case.language, subject=subject, text=text, is_timed=is_timed)


def _own_link(case: Case) -> str:
    # Whoever has the person's link can act as the person: staff are not shown it.
    with translation.override(case.language):
        return _("[the person’s own link]")


def _group(shown: Table, count: int | None = None) -> RowGroup:
    rows = tuple(tuple(row) for row in readable_rows(shown))
    return RowGroup(title=shown.title, count=shown.count if count is None else count, rows=rows)
