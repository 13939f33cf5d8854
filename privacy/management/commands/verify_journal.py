"""Verify the journal: triggers, chain, sources, signed heads; name each fault by stream and number; exit 1 on one."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from privacy.signed_heads import verifying
from privacy.signed_heads.head_storage import head_storages, storage_at


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--heads",
            action="append",
            default=[],
            metavar="PLACE",
            help="a folder or an address with signed heads, instead of those of JOURNAL_HEADS; may be repeated",
        )

    def handle(self, *_args: Any, heads: list[str], **_options: Any) -> None:
        places = [storage_at(text) for text in heads] or head_storages()
        report = verifying.verify(places=places, now=timezone.now())
        for fault in report.faults:
            self.stderr.write(fault.line_in_english)
        if report.count:
            self.stderr.write(f"{report.count} faults in the journal.")
            sys.exit(1)
        for at in report.restores:
            self.stdout.write(f"Restored {at}: what was signed between its backup and then is known to be lost.")
        self.stdout.write(f"{report.entries} entries, the chain holds. {report.heads} signed heads. {report.guard}.")
