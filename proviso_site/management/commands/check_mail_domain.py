"""Look whether the records of the domain that mail is sent from stand: MX, SPF, DKIM and DMARC; exit 1 on a fault."""

from argparse import ArgumentParser
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from proviso_site.mail_domain.errors import NameServerError
from proviso_site.mail_domain.names import NameServer, local_server
from proviso_site.mail_domain.records import look


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("domain", nargs="?", help="that of DEFAULT_FROM_EMAIL if none is named")
        parser.add_argument("--selector", action="append", default=[], help="of a DKIM key, as the provider names it")
        parser.add_argument("--include", default="", help="what the provider says SPF must include")
        parser.add_argument(
            "--server",
            default="",
            help="address of a name server, with #port if it is not 53; that of this machine if empty",
        )

    def handle(
        self, *_args: Any, domain: str | None, selector: list[str], include: str, server: str, **_options: Any
    ) -> None:
        name = domain or parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
        try:
            address, _sign, port = (server or local_server()).partition("#")
            resolve = NameServer(address, int(port or 53))
            findings = look(domain=name, selectors=selector, include=include, resolve=resolve)
        except NameServerError as error:
            raise CommandError(str(error)) from error
        for finding in findings:
            mark = "FAULT" if finding.is_fault else "ok" if finding.is_good else "note"
            self.stdout.write(f"{mark:5} {finding.name}: {finding.text}")
        if not selector:
            self.stdout.write("note  DKIM: not looked at; name the provider's key with --selector.")
        if faults := sum(finding.is_fault for finding in findings):
            raise CommandError(f"{faults} faults: mail from {name} may be refused, or taken for somebody else's.")
