"""Add ready-made retention rules to the draft register."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from privacy.retention import rules


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("preset", choices=rules.presets(), help="which set of rules")

    def handle(self, *_args: Any, preset: str, **_options: Any) -> None:
        for rule in rules.add_preset(name=preset, now=timezone.now()):
            self.stdout.write(f"{rule.key}: {rule.terms}")
