"""Check every promise against the running system; exit 1 if one is broken."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from privacy.register.promises.enums import VerdictKind
from privacy.verdicts import judging
from privacy.verdicts import operations as verdicts


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="a list of {id, verdict, figure, reason}")

    def handle(self, *_args: Any, json: bool, **_options: Any) -> None:
        results = verdicts.check(now=timezone.now())
        if json:
            self.stdout.write(_as_json(results))
        else:
            for result in results:
                self.stdout.write(
                    f"{result.promise:4} {result.verdict.kind:9} {result.verdict.figure}  {result.verdict.reason}"
                )
        if any(result.verdict.kind == VerdictKind.BROKEN for result in results):
            sys.exit(1)


def _as_json(results: list[judging.Result]) -> str:
    return json.dumps([result.as_json() for result in results], ensure_ascii=False, indent=2)
