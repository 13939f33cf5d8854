"""Read the vendors' lists of sub-processors, and say which have changed (LAW T-03)."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from privacy.recipients import lists
from privacy.recipients.models import Vendor


class Command(BaseCommand):
    help = "Read every list of sub-processors; or one vendor's, from a file that was saved by hand."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--vendor", default="")
        parser.add_argument("--file", type=Path)

    def handle(self, *_args: Any, **options: Any) -> None:
        if bool(options["vendor"]) != bool(options["file"]):
            raise CommandError("Give both --vendor and --file, or neither.")
        now = timezone.now()
        if not options["vendor"]:
            self.stdout.write(f"{lists.read_all(now=now)} changed")
            return
        vendor = Vendor.objects.filter(key=options["vendor"]).first()
        if vendor is None:
            raise CommandError(f"No recipient has the key {options['vendor']}.")
        changed = lists.compare(vendor=vendor, text=options["file"].read_text(encoding="utf-8"), now=now)
        self.stdout.write("1 changed" if changed else "0 changed")
