"""Verify the journal's chain; name each entry that is changed, missing or out of order; exit 1 on a fault."""

import sys
from itertools import chain
from typing import Any

from django.core.management.base import BaseCommand

from privacy.models import JournalEntry
from privacy.operations import journal


class Command(BaseCommand):
    help = __doc__ or ""

    def handle(self, *_args: Any, **_options: Any) -> None:
        journal.bring_up_to_date()
        faults = 0
        for fault in chain(journal.verify(), journal.compare()):
            faults += 1
            self.stderr.write(f"{fault.stream} {fault.seq}: {fault.problem}")
        if faults:
            self.stderr.write(f"{faults} faults in the journal.")
            sys.exit(1)
        self.stdout.write(f"{JournalEntry.objects.count()} entries, the chain holds.")
