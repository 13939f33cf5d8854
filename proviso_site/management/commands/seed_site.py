"""Load a seed into the register, as the command of ``privacy`` does, and publish its pages and e-books where there are
none."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone

from contact.ebooks.seeding import seed_books
from newsletter.topics.seeding import seed_topics
from privacy.management.commands.seed_site import Command as RegisterCommand
from privacy.register.errors import SeedError
from privacy.register.models import Revision
from privacy.register.operations import read_seed
from proviso_site.content.seeding import seed_pages


class Command(RegisterCommand):
    help = __doc__ or ""

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        """Load the register first: pages may show what it lists."""
        is_begun = options["if_empty"] and Revision.objects.exists()
        super().handle(*args, file=file, **options)
        if is_begun:
            return
        folders = (file.parent, settings.OUR_SEED.parent)
        try:
            seed, now = read_seed(file), timezone.now()
            seed_topics(rows=seed.get("topics", ()))
            books = seed_books(rows=seed.get("ebooks", ()), now=now)
            count = seed_pages(rows=seed.get("pages", ()), folders=folders, now=now)
        except SeedError as error:
            raise CommandError(f"{file}: {error}") from error
        if books:
            self.stdout.write(f"{books} e-books are published.")
        if count:
            self.stdout.write(f"{count} pages are published.")
