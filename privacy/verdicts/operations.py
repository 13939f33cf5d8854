"""One run of all checks: judge, store, act."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.db import connection, transaction

from privacy.journal import operations as journal
from privacy.recipients.acceptances import pause_unverified
from privacy.recipients.models import Vendor
from privacy.register import in_force
from privacy.register.languages.fields import site_languages
from privacy.register.operations import freeze
from privacy.register.promises.enums import VerdictKind
from privacy.register.promises.models import LONGEST_FIGURE, PromiseVerdict
from privacy.register.promises.phrases import gettext as _
from privacy.register.promises.phrases import in_language, joined
from privacy.register.promises.registry import Verdict
from privacy.retention.models import RetentionRule
from privacy.runs.background import Note
from privacy.staff_news.languages import offered
from privacy.verdicts.alarms import raise_alarm
from privacy.verdicts.halting import halt, halt_red_vendors
from privacy.verdicts.judging import Result, judge

VERDICT_RULE = "promises.verdict"
_ONE_AT_A_TIME = 730_103


def check(*, now: datetime, note: Note | None = None) -> list[Result]:
    """Judge the register in force (the draft before the first publication), store the verdicts and act on them.

    The recipients that break a promise are switched off at once (LAW P24, T-07), and staff are told of every promise
    that was not broken before. What a run found stays in the history, also where it mended it.
    """
    journal.seal_sources(now=now)
    in_force.refresh()  # a publication asks for a check; this process may still hold the revision before
    snapshot = in_force.current()
    results = judge(register=snapshot.register if snapshot else freeze(now=now), now=now, note=note)
    named = {key for result in results if result.verdict.kind == VerdictKind.BROKEN for key in result.verdict.vendors}
    # Those without a ground also go when the check that names them fails or is missing.
    halted = [*halt(keys=named, now=now), *halt_red_vendors(now=now)]
    if snapshot:
        pause_unverified(register=snapshot.register, now=now)
    results = [_with_what_was_done(result, halted) for result in results]
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])
        raise_alarm(promises=_newly_broken(results), now=now)
        forget_old(now=now)
        record(results=results, now=now, revision=snapshot.number if snapshot else None)
    return results


def record(*, results: list[Result], now: datetime, revision: int | None) -> None:
    """Store the verdicts, and in the journal that they were reached."""
    PromiseVerdict.objects.bulk_create(
        PromiseVerdict(
            promise=result.promise,
            kind=result.verdict.kind,
            figure=result.verdict.figure[:LONGEST_FIGURE],
            reason=result.verdict.reason,
            texts=_texts(result.verdict),
            checked_at=now,
            took_ms=result.took_ms,
        )
        for result in results
    )
    facts = {result.promise: str(result.verdict.kind) for result in results}
    journal.append(stream="promises", event="promises.checked", facts=facts, now=now, revision=revision)


def _texts(verdict: Verdict) -> dict[str, dict[str, str]]:
    """Return the figure and the reason of a verdict in each language of the site and of the administration."""
    codes = dict.fromkeys([*site_languages(), *offered()])
    return {
        code: {
            "figure": in_language(verdict.figure, code)[:LONGEST_FIGURE],
            "reason": in_language(verdict.reason, code),
        }
        for code in codes
    }


def forget_old(*, now: datetime) -> int:
    """Delete the verdicts whose time under the register's rule is up; the newest of each promise stays."""
    rule = RetentionRule.objects.filter(key=VERDICT_RULE).first()
    if rule is None:
        return 0
    newest = [verdict.pk for verdict in PromiseVerdict.objects.latest_of_each()]
    before = rule.length.latest_start(now)
    deleted, _by_model = PromiseVerdict.objects.filter(checked_at__lte=before).exclude(pk__in=newest).delete()
    if deleted:
        journal.append(stream="promises", event="promises.forgotten", facts={"verdicts": deleted}, now=now)
    return deleted


def _newly_broken(results: Iterable[Result]) -> list[str]:
    before = {verdict.promise: verdict.kind for verdict in PromiseVerdict.objects.latest_of_each()}
    return [
        result.promise
        for result in results
        if result.verdict.kind == VerdictKind.BROKEN and before.get(result.promise) != VerdictKind.BROKEN
    ]


def _with_what_was_done(result: Result, halted: Iterable[Vendor]) -> Result:
    names = [vendor.name for vendor in halted if vendor.key in result.verdict.vendors]
    if not names:
        return result
    done = _("Switched off at once: %(vendors)s.") % {"vendors": joined(names)}
    reason = joined(filter(None, [result.verdict.reason, done]), " ")
    return replace(result, verdict=replace(result.verdict, reason=reason))
