"""Publish the draft register, if its promises are proven and its texts are complete."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from itertools import chain, islice

from django.db import connection, transaction
from django.utils.translation import gettext as _

from privacy.erasure import operations as erasure
from privacy.erasure import revision_numbers
from privacy.erasure.errors import NumbersUnknown
from privacy.jobs import nudge
from privacy.journal import operations as journal
from privacy.law.deadlines import local_date
from privacy.policy import announcing
from privacy.policy.asked import Asked
from privacy.policy.errors import PublicationRefused
from privacy.policy.models import RevisionText
from privacy.recipients.acceptances import pause_unverified
from privacy.register import in_force, operations, sections
from privacy.register.frozen.register import Register, serialize
from privacy.register.frozen_words import place_in_words
from privacy.register.languages import translations
from privacy.register.languages.fields import names_of
from privacy.register.models import Revision
from privacy.register.promises.enums import VerdictKind
from privacy.register.promises.phrases import few
from privacy.register.statements import choosing, linting, notice, rendering
from privacy.register.statements.errors import UnrenderablePolicy
from privacy.runs.background import Note
from privacy.verdicts.jobs import CHECK_PROMISES
from privacy.verdicts.judging import Result, judge, proven, unproven
from privacy.verdicts.operations import record

_ONE_AT_A_TIME = 730_102
_SHOWN_FAULTS = 5


def publish(*, now: datetime, note: Note | None = None, asked: Asked | None = None) -> Revision:
    """Freeze the draft register as the next revision and put it in force.

    Returns the revision in force if the draft equals it. Raises ``PublicationRefused`` with every reason if a
    promise is broken, if a promise is unproven and its statement has no alternative text, or if every language lacks
    a text, and if the journal does not verify. A language that lacks a text is left out. ``asked`` is what a member
    of staff saw and said; a draft that has changed since is refused too. ``note`` is called after each promise.
    """
    # Judging takes most of the time. It is done before the transaction, so that no lock is held meanwhile.
    draft = operations.freeze(now=now)
    if asked:
        asked.refuse_other_draft(draft)
    results = judge(register=draft, now=now, note=note)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])
        _refuse_unknown_numbers()
        _refuse_broken_journal(now)
        if operations.digest(serialize(operations.freeze(now=now))) != operations.digest(serialize(draft)):
            raise PublicationRefused([_("The draft was changed while it was being checked. Look at it again.")])
        return _put_in_force(draft, results, now, asked)


def _put_in_force(draft: Register, results: list[Result], now: datetime, asked: Asked | None) -> Revision:
    draft = choosing.settled(draft, proven(results))
    texts, reasons = texts_or_reasons(draft, results, now)
    content = serialize(draft)
    digest = operations.digest(content)
    latest = Revision.objects.newest_first().first()
    if asked:
        reasons += asked.objections(latest, content)
    if reasons:
        raise PublicationRefused(reasons)
    if latest is not None and latest.sha256 == digest:
        if asked:
            asked.nothing_changed(latest, now)
        return latest
    revision = _write(content, texts, digest, now)
    announcing.announce(revision=revision, replaced=latest, now=now)
    record(results=results, now=now, revision=revision.number)
    pause_unverified(register=draft, now=now)
    if asked:
        asked.put_in_force(revision, latest, now)
    transaction.on_commit(in_force.forget)
    # Checks that fetch pages still saw the previous revision above: run them again after the commit.
    nudge(CHECK_PROMISES)
    return revision


def _refuse_unknown_numbers() -> None:
    try:
        revision_numbers.refuse_unknown_numbers()
    except NumbersUnknown as unknown:
        reason = _(
            "The ledger of erasures is away or not this database’s: nobody knows which numbers of revisions were used."
        )
        raise PublicationRefused([reason]) from unknown


def _refuse_broken_journal(now: datetime) -> None:
    """Refuse to publish on a journal whose chain, or whose rows, are not what was written."""
    # What the checks compare with the journal proves nothing then.
    journal.seal_sources(now=now)
    faults = list(islice(chain(journal.verify_chain(), journal.compare_sources()), _SHOWN_FAULTS))
    if faults:
        names = few([fault.line for fault in faults])
        raise PublicationRefused([_("The journal does not verify: %(faults)s.") % {"faults": names}])


def texts_or_reasons(register: Register, results: list[Result], now: datetime) -> tuple[dict[str, str], list[str]]:
    """Return the policy in every language that is whole, or the objections to publishing it, in the active language.

    ``register`` must be settled (``choosing.settled``).
    """
    if reasons := objections(register, results, now):
        return {}, reasons
    try:
        return rendering.texts(register), []
    except UnrenderablePolicy as error:
        return {}, [str(error)]


def objections(register: Register, results: list[Result], now: datetime) -> list[str]:
    """Return the objections to publishing this draft, in the active language, without rendering it."""
    return [
        *objections_of_promises(register, results),
        *objections_of_draft(register, now),
        *objections_of_sections(),
    ]


def objections_of_promises(register: Register, results: list[Result]) -> list[str]:
    """Return the objections that rest on verdicts, which another look at the live system may change."""
    broken = {result.promise: result.verdict.reason for result in results if result.verdict.kind == VerdictKind.BROKEN}
    reasons = [
        _("%(promise)s is broken: %(reason)s") % {"promise": name, "reason": reason} for name, reason in broken.items()
    ]
    for statement in register.statements:
        lacking = unproven([name for name in statement.promises if name not in broken], results)
        if lacking and not statement.otherwise and statement.is_shown:
            reasons.append(
                _("“%(statement)s” makes a promise that is not proven (%(promises)s), and has no other text.")
                % {"statement": statement.key, "promises": "; ".join(lacking)}
            )
    return reasons


def objections_of_draft(register: Register, now: datetime) -> list[str]:
    """Return the objections that only a change of this frozen draft removes."""
    reasons = [
        _("“%(statement)s” speaks about %(row)s, which is not in the register.") % {"statement": key, "row": name}
        for key, name in notice.gone(register)
    ]
    reasons += [finding.in_words for finding in linting.open_findings(register, local_date(now))]
    return [*reasons, *_untranslated(register)]


def objections_of_sections() -> list[str]:
    """Return the objections of rows that are not, or not wholly, part of the frozen register."""
    return [reason for section in sections.all_sections() for reason in section.objections()]


def text_digest(html: str) -> str:
    """Return the SHA-256 of one language's text."""
    return hashlib.sha256(html.encode()).hexdigest()


def _untranslated(register: Register) -> list[str]:
    """Return an objection for each text that is missing, if no language has all of them."""
    if rendering.published_languages(register):
        return []
    return [
        _("“%(statement)s” lacks a text in: %(languages)s.")
        % {"statement": place_in_words(place), "languages": ", ".join(names_of(codes))}
        for place, codes in translations.half_translated(serialize(register))
    ]


def _write(content: Mapping[str, object], texts: Mapping[str, str], digest: str, now: datetime) -> Revision:
    number = revision_numbers.next_number()
    revision = Revision.objects.create(number=number, published_at=now, content=content, sha256=digest)
    hashes: dict[str, str] = {}
    for code, html in texts.items():
        hashes[code] = text_digest(html)
        RevisionText.objects.create(revision=revision, language=code, html=html, sha256=hashes[code])
    erasure.note(kind=revision_numbers.PUBLISHED, facts={"revision": number}, now=now)
    facts: dict[str, journal.Fact | list[journal.Fact]] = {"number": number, "register": digest}
    facts |= {f"text_{code}": value for code, value in hashes.items()}
    journal.append(stream="register", event="register.published", facts=facts, now=now, revision=number)
    return revision
