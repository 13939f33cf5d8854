"""Print the public key that the journal's heads are signed with, for whoever verifies them elsewhere."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from privacy.signed_heads import signing
from privacy.signed_heads.errors import NoJournalKey


class Command(BaseCommand):
    help = __doc__ or ""

    def handle(self, *_args: Any, **_options: Any) -> None:
        try:
            self.stdout.write(signing.public_key())
        except NoJournalKey as missing:
            raise CommandError(str(missing)) from missing
