"""``manage.py plant_canary ADDRESS``: fill every field about an invented person with recognisable test data."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from dsar.conf import dsar_settings
from dsar.people import canary


class Command(BaseCommand):
    help = "Fill every text, JSON and file field about an invented person at example.com; prints the marks as JSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address")

    def handle(self, *args: Any, address: str, **options: Any) -> None:
        if not dsar_settings().allows_canary:
            raise CommandError("Only on a site that is tried out: it leaves rows that nobody asked for.")
        if not address.endswith("@example.com"):
            raise CommandError("Only for somebody invented, at example.com.")
        person = canary.plant_beside(address, timezone.now())
        self.stdout.write(json.dumps({"marks": person.marks, "planted": person.planted, "failed": person.failed}))
