"""A published register, a choice cookie, a client that looks like a browser."""

import tomllib
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from consent.choices import operations as choices
from consent.gate import cookie
from consent.gate import offer as offers
from consent.gate.cookie import Choice
from consent.gate.offer import Offer
from consent.services.models import Service
from privacy.policy.publishing import publish
from privacy.register import in_force
from privacy.register.models import Revision
from privacy.register.operations import load_seed
from privacy.register.promises.registry import promises
from privacy.register.statements.models import Statement
from tests.factories.copies import copied
from tests.factories.privacy import accept_gaps
from tools.seeds import seed_with_running_services

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SITE_IDS = {"hubspot": "1234567", "hotjar": "7654321", "google-ads": "AW-123"}


_first: dict[bool, dict[str, Any]] = {}
_PROMISE = "P42"  # of the statement about cookies
_NOTHING_RUNS = "no_site_ids"  # the fixture with which a test asks for a register without the vendors' ids


@pytest.fixture
def register(db: None, request: pytest.FixtureRequest) -> Iterator[Revision]:
    """The seed loaded and published with verified transfers and site ids; without ids if a test has ``no_site_ids``.

    Only the promise that consent answers for is asked.
    """
    _forget()
    ids = {} if _NOTHING_RUNS in request.fixturenames else SITE_IDS
    copied(f"published with {sorted(ids)}", lambda: _publish_seed(ids))
    in_force.refresh()
    yield Revision.objects.get()
    _forget()


def _publish_seed(ids: dict[str, str]) -> None:
    load_seed(seed=tomllib.loads(seed_with_running_services(NOW.date(), ids)), now=NOW)
    Statement.objects.exclude(key="cookies").update(promises=[])
    accept_gaps()  # a claim that no promise stands behind is a gap
    _publish()


def _publish() -> Revision:
    """Publish the draft; only the promise that its statements make is asked, since the others take their time."""
    with promises.replaced({_PROMISE: promises[_PROMISE]}):
        return publish(now=NOW)


@pytest.fixture
def published(request: pytest.FixtureRequest) -> Iterator[Revision]:
    """The seed in force, as a revision alone: quicker, for those who need no draft."""
    has_ids = _NOTHING_RUNS not in request.fixturenames
    if has_ids not in _first:
        revision = request.getfixturevalue("register")
        _first[has_ids] = {"content": deepcopy(revision.content), "sha256": revision.sha256}
        yield revision
        return
    request.getfixturevalue("db")
    _forget()
    yield Revision.objects.create(number=1, published_at=NOW, **deepcopy(_first[has_ids]))
    _forget()


def _forget() -> None:
    in_force.forget()
    choices.forget_wordings()


@pytest.fixture
def site_ids() -> dict[str, str]:
    """The vendors' ids of this site in the register that a test publishes: their services run."""
    return SITE_IDS


@pytest.fixture
def no_site_ids() -> None:
    """Let the register that a test publishes lack the vendors' ids, so that nothing optional runs."""


@pytest.fixture
def offer(published: Revision) -> Offer:
    return offers.required()


@pytest.fixture
def republish() -> Callable[[], Revision]:
    """Publish the draft as it stands and put it in force here at once."""

    def again() -> Revision:
        revision = _publish()
        in_force.forget()
        in_force.refresh()
        return revision

    return again


@pytest.fixture
def new_analytics_service(register: Revision) -> Service:
    """A service that the revision in force does not know yet."""
    hotjar = Service.objects.get(key="hotjar")
    text = {"nb": "x", "nn": "x", "en": "x"}
    return Service.objects.create(
        key="newcomer",
        vendor=hotjar.vendor,
        category="analytics",
        purposes=["statistics"],
        name="Newcomer",
        description=text,
        data=text,
        adapter="hotjar",
        site_id=SITE_IDS["hotjar"],
    )


def choice(*granted: str, revision: int = 1, made_at: datetime | None = None, months: int = 6, **more: Any) -> Choice:
    made_at = made_at or timezone.now()
    month = made_at.month - 1 + months
    expires = made_at.replace(year=made_at.year + month // 12, month=month % 12 + 1, day=1)
    return Choice(revision=revision, granted=frozenset(granted), made_at=made_at, expires_at=expires, **more)


def having(client: Client, chosen: Choice | str) -> Client:
    """Give a client a choice cookie."""
    client.cookies[cookie.NAME] = chosen if isinstance(chosen, str) else cookie.write(chosen)
    return client
