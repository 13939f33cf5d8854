"""Check that what the site's own sources store in browsers, and the hosts that they ask, are in the register.

Reads code, templates, scripts and style sheets; runs nothing, and is no proof: docs/declared-sources.md says what it
cannot see, and audit_cookies looks at what happens in a browser. Exit 1 on a finding.
"""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from consent.sources import declared_uses
from consent.sources.site_files import check_files, files_below, site_files
from privacy.conf import privacy_settings
from privacy.register import in_force


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folders", nargs="*", type=Path, help="default: the apps, templates and files of this site")
        parser.add_argument(
            "--seed", type=Path, help="compare with this seed; default: the register in force, else SEED_FILE"
        )

    def handle(self, *_args: Any, folders: list[Path], seed: Path | None, **_options: Any) -> None:
        snapshot = None if seed else in_force.current()
        declared = (
            declared_uses.of_register(snapshot.register)
            if snapshot
            else declared_uses.of_seed(seed or Path(privacy_settings().seed_file))
        )
        files = [file for folder in folders for file in files_below(folder)] if folders else site_files()
        findings = check_files(files, declared, Path.cwd())
        for finding in findings:
            self.stdout.write(str(finding))
        self.stdout.write(f"{len(files)} files, {len(findings)} undeclared uses")
        if findings:
            sys.exit(1)
