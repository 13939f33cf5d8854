"""Publish a policy in the shop and open its pages, as a visitor would; print what was seen as JSON."""

import json
from pathlib import Path

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from privacy.policy import drafting  # noqa: E402
from privacy.policy.publishing import publish  # noqa: E402
from privacy.recipients.models import Vendor  # noqa: E402
from privacy.register import basis, in_force  # noqa: E402
from privacy.register.frozen.register import parse  # noqa: E402
from privacy.register.operations import read_seed  # noqa: E402
from privacy.verdicts.judging import judge  # noqa: E402

PATHS = ("/", "/legal/privacy/", "/legal/cookies/", "/legal/my-data/", "/legal/my-data/copy/", "/backoffice/login/")


def main() -> None:
    now = timezone.now()
    basis.load(seed=read_seed(Path(__file__).with_name("seed.toml")), now=now)
    drafting.begin_all(now=now)
    # The shop has looked whom the cinema engages: without that, its transfers are not verified and it does not run.
    Vendor.objects.update(sub_processors_checked_on=now.date())
    revision = publish(now=now)
    in_force.refresh()
    client = Client(headers={"host": "shop.example.com"})
    seen = {path: client.get(path) for path in PATHS}
    verdicts = {result.promise: result.verdict for result in judge(register=parse(revision.content), now=now)}
    print(
        json.dumps(
            {
                "pages": {path: [answer.status_code, answer.content.decode()] for path, answer in seen.items()},
                "cookies": sorted(seen["/backoffice/login/"].cookies),
                "broken": {name: verdict.reason for name, verdict in verdicts.items() if verdict.kind == "broken"},
                "asked": len(verdicts),
                "unproven": {name: verdict.reason for name, verdict in verdicts.items() if verdict.kind == "unproven"},
            }
        )
    )


if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    main()
