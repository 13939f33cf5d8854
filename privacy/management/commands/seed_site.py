"""Load or update the register from a seed file, and publish it if nothing is published yet."""

from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from privacy.conf import privacy_settings
from privacy.policy import publishing
from privacy.policy.errors import PublicationRefused
from privacy.register import basis
from privacy.register import operations as register
from privacy.register.errors import SeedError
from privacy.register.models import Revision
from privacy.register.purposes.models import Controller


class NotPublished(CommandError):
    """The seed is loaded, and its publication was refused."""


class AlreadyBegun(NotPublished):
    """The register is somebody's own and not published yet: what staff have written is not overwritten."""


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, default=privacy_settings().seed_file, help="a TOML seed file")
        parser.add_argument("--if-empty", action="store_true", help="do nothing when a register is there")
        parser.add_argument("--publish", action="store_true", help="publish also when a revision is in force")

    def handle(self, *_args: Any, file: Path, if_empty: bool, publish: bool, **_options: Any) -> None:
        is_empty = not Revision.objects.exists()
        if if_empty and not is_empty:
            return
        now = timezone.now()
        try:
            seed = register.read_seed(file)
            if if_empty and is_begun(file, seed):
                raise AlreadyBegun(AlreadyBegun.__doc__)
            basis.load(seed=seed, now=now)
            self.stdout.write(f"The register is loaded from {file.name}.")
            if is_empty or publish:
                revision = publishing.publish(now=now)
                self.stdout.write(f"Revision {revision.number} is in force ({revision.sha256[:12]}).")
        except SeedError as error:
            raise CommandError(f"{file}: {error}") from error
        except PublicationRefused as refusal:
            raise NotPublished("Not published:\n" + "\n".join(f"- {reason}" for reason in refusal.reasons)) from refusal


def is_begun(file: Path, seed: Mapping[str, Any]) -> bool:
    """Tell whether somebody works on a register already; one that our own seed began is loaded and published again."""
    there = Controller.objects.values_list("name", flat=True).first()
    return there is not None and (file != privacy_settings().our_seed or there != seed["controller"].get("name"))
