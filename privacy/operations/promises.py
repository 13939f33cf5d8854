"""Running the checks of the promises and acting on what they find."""

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from privacy import in_force, transfers, verdicts
from privacy.deadlines import local_date
from privacy.enums import TransferStatus, VerdictKind
from privacy.models import AdequacyDecision, PromiseVerdict, Vendor
from privacy.operations import journal, register
from privacy.verdicts import Check, Facts, Verdict

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Result:
    """One promise and what its check said."""

    promise: str
    verdict: Verdict

    def as_json(self) -> dict[str, str]:
        return {
            "id": self.promise,
            "verdict": str(self.verdict.kind),
            "figure": self.verdict.figure,
            "reason": self.verdict.reason,
        }


def judge(*, content: dict[str, Any], now: datetime) -> list[Result]:
    """Run every check against ``content`` and the live system; store nothing."""
    facts = Facts(now=now, content=content)
    return [Result(promise=name, verdict=_ask(name, check, facts)) for name, check in verdicts.all_checks()]


def check(*, now: datetime) -> list[Result]:
    """Judge the register in force (the draft before the first publication), store the verdicts and act on them.

    A recipient whose transfers have nothing to stand on is switched off at once (LAW P24, T-07).
    """
    halt_red_vendors(now=now)
    journal.bring_up_to_date()
    snapshot = in_force.current()
    results = judge(content=dict(snapshot.content) if snapshot else register.freeze(), now=now)
    with transaction.atomic():
        record(results=results, now=now, revision=snapshot.number if snapshot else None)
    return results


def record(*, results: list[Result], now: datetime, revision: int | None) -> None:
    """Store the verdicts, and in the journal that they were reached."""
    PromiseVerdict.objects.bulk_create(
        PromiseVerdict(
            promise=one.promise,
            kind=one.verdict.kind,
            figure=one.verdict.figure,
            reason=one.verdict.reason,
            checked_at=now,
        )
        for one in results
    )
    facts = {one.promise: str(one.verdict.kind) for one in results}
    journal.append(stream="promises", event="promises.checked", facts=facts, now=now, revision=revision)


def halt_red_vendors(*, now: datetime) -> list[Vendor]:
    """Switch off each recipient that the transfer engine shows red, and say so in the journal."""
    decisions, today = list(AdequacyDecision.objects.all()), local_date(now)
    halted = [
        vendor
        for vendor in Vendor.objects.filter(halted_at__isnull=True)
        if transfers.status(vendor, decisions, today) is TransferStatus.RED
    ]
    for vendor in halted:
        with transaction.atomic():
            if Vendor.objects.filter(pk=vendor.pk, halted_at__isnull=True).update(halted_at=now):
                journal.append(stream="promises", event="vendor.halted", facts={"vendor": vendor.key}, now=now)
    if halted:
        in_force.forget()
    return halted


def _ask(name: str, check: Check, facts: Facts) -> Verdict:
    try:
        # A savepoint: a query that fails must not take the publication around it, or the other checks, with it.
        with transaction.atomic():
            return check(facts)
    except Exception:
        logger.exception("the check of %s failed", name)
        return Verdict(kind=VerdictKind.UNPROVEN, figure="-", reason=_("The check itself failed; see the log."))
