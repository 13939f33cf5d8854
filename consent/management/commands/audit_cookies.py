"""Visit every page of a site with a real browser, in every state of consent, and compare with the register.

Exit 0 if all agrees; 1 on a difference, or when not every page could be visited; 2 when there is no browser or no
answer; 3 when nothing was compared, such as for the address of another site. Reports for people (HTML) and machines
(JSON) are written into the folder of reports.
"""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from consent.audit import operations as audit
from consent.audit.enums import Outcome
from consent.audit.errors import BrowserMissing, SiteUnreachable
from consent.audit.operations import Bounds
from consent.audit.report import AuditResult, as_json
from consent.audit.states import state_label
from consent.conf import consent_settings
from privacy.conf import privacy_settings

_EXIT = {Outcome.AGREES: 0, Outcome.DIFFERS: 1, Outcome.PARTLY: 1, Outcome.NOTHING: 3}


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "url", nargs="?", default=privacy_settings().base_url, help="default: this site (%(default)s)"
        )
        parser.add_argument("--pages", type=int, default=Bounds.pages, help="the most pages (%(default)s)")
        parser.add_argument("--minutes", type=float, default=Bounds.minutes, help="the most time (%(default)s)")
        parser.add_argument("--dwell", type=float, default=Bounds.dwell, help="seconds on the first page (%(default)s)")
        parser.add_argument(
            "--at-once",
            type=int,
            default=consent_settings().audit_at_once,
            help="browsers at the same time (%(default)s)",
        )
        parser.add_argument("--offline-vendors", action="store_true", help="reach no host but the site's own")
        parser.add_argument("--json", action="store_true", help="print the report for machines")

    def handle(self, *_args: Any, url: str, **options: Any) -> None:
        bounds = Bounds(
            pages=max(1, options["pages"]), minutes=options["minutes"], dwell=options["dwell"],
            at_once=options["at_once"], is_offline=options["offline_vendors"],
        )  # fmt: skip
        try:
            result = audit.audit(site=url, clock=timezone.now, bounds=bounds)
        except (BrowserMissing, SiteUnreachable) as error:
            raise CommandError(str(error), returncode=2) from error
        if options["json"]:
            self.stdout.write(json.dumps(as_json(result), ensure_ascii=False, indent=2))
        else:
            self._print(result)
        if code := _EXIT[result.outcome]:
            sys.exit(code)

    def _print(self, result: AuditResult) -> None:
        for difference in result.differences:
            mark = "+" if result.is_new(difference) else " "
            where = ", ".join(state_label(key) for key in sorted(difference.states))
            what = f"{difference.problem.label}: {difference.name} ({difference.trace.label}, {difference.host or '-'})"
            self.stdout.write(f"{mark} {what} [{where}]")
        for gone in result.gone:
            self.stdout.write(f"- {gone['problem']}: {gone['name']} ({gone['trace']}, {gone['host'] or '-'})")
        seconds = round((result.finished_at - result.started_at).total_seconds())
        visits = sum(visit.pages for visit in result.visits)
        self.stdout.write(f"{result.site}: {len(result.differences)} differences; {result.outcome.label}")
        if result.reason:
            own = f" ({privacy_settings().base_url})" if result.site != audit.own_site() else ""
            self.stdout.write(f"{result.reason.label}{own}")
        self.stdout.write(
            f"{len(result.pages)} pages, {visits} page visits, {len(result.visits)} of {result.planned} turns, "
            f"{seconds} s{'' if result.is_complete else '; not complete'}"
        )
        if result.has_stand_ins:
            self.stdout.write("Stand-ins played the vendors.")
        self.stdout.write(f"Reports: {consent_settings().audit_folder}/")
