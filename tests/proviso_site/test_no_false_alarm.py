"""No check of a promise raises a false alarm, however the clock behaves while the site is in use.

``--honest-runs 2000`` checks every promise that often; each run takes some seconds.
"""

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from consent.choices import operations as choices
from contact.messages import operations as messages
from dsar.cases.enums import Right
from newsletter.issues import deliveries
from newsletter.issues import operations as issues
from newsletter.issues import promises as newsletter_promises
from newsletter.subscriptions import operations as subscriptions
from newsletter.subscriptions.enums import EndReason
from newsletter.subscriptions.models import Subscription
from privacy.frozen.register import Register
from privacy.journal import operations as journal
from privacy.promises import registry
from privacy.promises.enums import VerdictKind
from privacy.promises.registry import Facts, broken, kept
from privacy.register import in_force
from privacy.register import operations as register
from privacy.verdicts.judging import judge
from tests.factories.dsar import opened
from tests.factories.newsletter import IssueFactory
from tests.registries import ReplaceEntries

pytestmark = pytest.mark.django_db
START = datetime(2026, 3, 10, 8, 59, 58, tzinfo=UTC)
HOUR = timedelta(hours=1)


@dataclass
class SteppingClock:
    """A clock on which no two readings agree, and which is often set back by a second or two."""

    seed: int
    at: datetime = START
    draw: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.draw = random.Random(self.seed)

    def now(self) -> datetime:
        self.at += timedelta(seconds=self.draw.choice((0.001, 0.4, 0.9, 1.0, 1.1, -0.3, -1.5)))
        return self.at

    def seconds(self) -> float:
        return self.now().timestamp()


@pytest.fixture
def clock(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[SteppingClock]:
    stepping = SteppingClock(seed=getattr(request, "param", 0))
    with monkeypatch.context() as patch:
        patch.setattr(timezone, "now", stepping.now)
        patch.setattr(time, "time", stepping.seconds)
        yield stepping


@pytest.fixture
def _seeded(db: None) -> Iterator[None]:
    in_force.forget()
    choices.forget_wordings()
    register.load_seed(seed=register.read_seed(settings.SEED_FILE), now=START - timedelta(days=1))
    yield
    in_force.forget()


def subscribe(address: str, clock: SteppingClock) -> Subscription:
    asked = subscriptions.sign_up(address=address, language="nb", form="newsletter.signup", text="Ja", now=clock.now())
    subscriptions.confirm(subscription_id=asked.pk, now=clock.now())
    return asked


def send_issue(clock: SteppingClock) -> None:
    issue = IssueFactory.create(created_at=clock.now())
    issues.send(issue_id=issue.pk, now=clock.now())
    deliveries.deliver(issue_id=issue.pk, clock=clock.now)


def leave(subscription: Subscription, clock: SteppingClock) -> None:
    subscriptions.unsubscribe(subscription_id=subscription.pk, reason=EndReason.PAGE, now=clock.now())


def use_site(run: int, clock: SteppingClock) -> None:
    """What people do on the site within seconds: subscribe, read, leave, object, come back, write."""
    leaving = subscribe(f"leaves{run}@example.com", clock)
    subscribe(f"objects{run}@example.com", clock)
    subscribe(f"stays{run}@example.com", clock)
    send_issue(clock)
    leave(leaving, clock)
    opened(Right.OBJECTION, address=f"objects{run}@example.com", now=clock.now())
    opened(Right.ACCESS, address=f"stays{run}@example.com", now=clock.now())
    subscribe(f"leaves{run}@example.com", clock)
    messages.receive(
        fields={"text": "Hei", "email": f"stays{run}@example.com"}, language="nb", is_suspect=False, now=clock.now()
    )


@pytest.mark.usefixtures("_seeded")
def test_honest_site_breaks_no_promise_on_a_stepping_clock(clock: SteppingClock, honest_runs: int) -> None:
    alarms = []
    for run in range(honest_runs):
        use_site(run % 10, clock) if run < 10 else send_issue(clock)
        results = judge(register=register.freeze(now=clock.now()), now=clock.now())
        alarms += [
            f"{run}: {result.promise} {result.verdict.reason}" for result in results if result.verdict.kind == "broken"
        ]
        failed = [result.promise for result in results if "feilet" in result.verdict.reason]
        assert not failed, failed
    assert not alarms, alarms


@pytest.mark.law("P19")
@pytest.mark.usefixtures("_seeded")
@pytest.mark.parametrize("clock", range(5), indirect=True)
def test_p19_and_p20_are_kept_when_the_clock_is_set_back_an_hour(clock: SteppingClock) -> None:
    subscribe("before@example.com", clock)
    leaves = subscribe("leaves@example.com", clock)
    clock.at -= HOUR
    send_issue(clock)
    clock.at -= HOUR
    leave(leaves, clock)
    subscribe("after@example.com", clock)
    facts = Facts(now=clock.now(), register=Register())
    assert newsletter_promises.only_to_subscribers(facts).kind == VerdictKind.KEPT
    assert newsletter_promises.everybody_gets_the_same(facts).kind == VerdictKind.KEPT
    assert list(journal.verify_chain()) == []


@pytest.mark.law("P20")
@pytest.mark.parametrize("clock", range(50), indirect=True)
def test_p20_is_kept_when_two_links_are_made_in_two_seconds(db: None, clock: SteppingClock) -> None:
    facts = Facts(now=clock.now(), register=Register())
    assert newsletter_promises.everybody_gets_the_same(facts).kind == VerdictKind.KEPT


def test_difference_between_two_moments_is_no_broken_promise(db: None, replace_entries: ReplaceEntries) -> None:
    looks = []

    def check(facts: Facts) -> registry.Verdict:
        looks.append(facts.site)
        return broken("1", "two moments") if len(looks) == 1 else kept("0")

    replace_entries(registry.promises, {"P19": check, "P20": lambda _facts: broken("1", "still there")})
    verdicts = {result.promise: result.verdict.kind for result in judge(register=Register(), now=START)}
    assert (verdicts["P19"], verdicts["P20"]) == (VerdictKind.KEPT, VerdictKind.BROKEN)
    assert looks[0] is not looks[1]
