"""Make the role that the site runs as: it may add to the journal and to what was published, and change neither."""

from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.management.base import BaseCommand, CommandError

from privacy.conf import privacy_settings
from privacy.journal import rights


class Command(BaseCommand):
    help = f"{__doc__} Reads WEB_DATABASE_URL; run it as the owner of the tables, after every migration."

    def handle(self, *_args: Any, **_options: Any) -> None:
        address = urlsplit(privacy_settings().web_database_url)
        if not address.username or not address.password:
            raise CommandError(
                "Set WEB_DATABASE_URL to the address that web and worker use, role and password included."
            )
        kept = rights.grant(role=unquote(address.username), password=unquote(address.password))
        self.stdout.write(f"{address.username} may only add to: {', '.join(kept)}.")
