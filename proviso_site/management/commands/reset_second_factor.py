"""Remove the second factor of a staff account whose owner has lost it."""

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from proviso_site.accounts import operations


class Command(BaseCommand):
    help = f"{__doc__} The account must set up a new one at its next login; its owner is told by mail."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")

    def handle(self, *_args: Any, username: str, **_options: Any) -> None:
        account = User.objects.filter(username=username).first()
        if account is None:
            raise CommandError(f"There is no account {username}.")
        removed = operations.reset_second_factor(account=account, by=None, now=timezone.now())
        self.stdout.write(f"{removed} removed. {username} sets up a second factor at the next login.")
