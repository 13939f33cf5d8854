"""No check of a promise raises a false alarm, however the clock behaves while the site is in use.

``--honest-runs 2000`` checks every promise that often, on as many sites as are needed for ``RUNS_OF_A_SITE`` each: each
site begins empty, on another day, with another clock.
"""

import random
import time
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from consent.choices import operations as choosing
from consent.choices import sealing
from consent.choices.models import ConsentRecord
from contact.messages import operations as messages
from contact.messages.models import Message
from dsar.cases import deciding
from dsar.cases.enums import Ground, Right, grounds_for
from dsar.cases.models import Case
from dsar.corrections import operations as corrections
from dsar.fulfilment import operations as fulfilment
from newsletter.issues import deliveries
from newsletter.issues import operations as issues
from newsletter.issues import promises as newsletter_promises
from newsletter.subscriptions import operations as subscriptions
from newsletter.subscriptions.enums import EndReason
from newsletter.subscriptions.models import Subscription
from privacy.journal import operations as journal
from privacy.journal.models import JournalEntry
from privacy.policy.publishing import publish
from privacy.register import in_force
from privacy.register import operations as register
from privacy.register.frozen.register import Register
from privacy.register.promises import registry
from privacy.register.promises.enums import VerdictKind
from privacy.register.promises.registry import Facts, broken, kept
from privacy.register.statements.models import Statement
from privacy.retention import operations as retention
from privacy.signed_heads import verifying
from privacy.verdicts.judging import judge
from tests.factories.dsar import approved, asked, case_worker, opened, refused
from tests.factories.newsletter import IssueFactory
from tests.factories.privacy import accept_gaps
from tests.registries import ReplaceEntries
from tools.seeds import seed_with_running_services

pytestmark = [pytest.mark.long, pytest.mark.django_db]
START = datetime(2026, 3, 10, 8, 59, 58, tzinfo=UTC)
_LONGEST_WAIT = timedelta(days=20)
HOUR = timedelta(hours=1)
RUNS_OF_A_SITE = 50
# Sites begin at all hours, and in every month within forty of them.
_APART = timedelta(days=9, hours=7)
SITE_IDS = {"hubspot": "1234567", "hotjar": "7654321", "google-ads": "AW-123"}


@dataclass
class SteppingClock:
    """A clock on which no two readings agree, and which is often set back by a second or two."""

    seed: int
    at: datetime = field(init=False)
    draw: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.at = START + self.seed * _APART
        self.draw = random.Random(self.seed)

    def now(self) -> datetime:
        self.at += timedelta(seconds=self.draw.choice((0.001, 0.4, 0.9, 1.0, 1.1, -0.3, -1.5)))
        return self.at

    def seconds(self) -> float:
        return self.now().timestamp()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give each honest site its clock and its share of the runs that were asked for."""
    if "honest_runs" in metafunc.fixturenames:
        runs = metafunc.config.getoption("--honest-runs")
        shares = [min(RUNS_OF_A_SITE, runs - before) for before in range(0, runs, RUNS_OF_A_SITE)]
        sites = [pytest.param(number, share, id=f"site{number}") for number, share in enumerate(shares)]
        metafunc.parametrize(("clock", "honest_runs"), sites, indirect=["clock"])


@pytest.fixture
def clock(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[SteppingClock]:
    stepping = SteppingClock(seed=getattr(request, "param", 0))
    with monkeypatch.context() as patch:
        patch.setattr(timezone, "now", stepping.now)
        patch.setattr(time, "time", stepping.seconds)
        yield stepping


@pytest.fixture
def _seeded(db: None, clock: SteppingClock) -> Iterator[None]:
    in_force.forget()
    choosing.forget_wordings()
    register.load_seed(seed=register.read_seed(settings.SEED_FILE), now=clock.at - timedelta(days=1))
    yield
    in_force.forget()


@pytest.fixture
def _published(db: None, clock: SteppingClock) -> Iterator[None]:
    """A site on which services run, so that visitors are asked."""
    in_force.forget()
    choosing.forget_wordings()
    before = clock.at - timedelta(days=1)
    seed = tomllib.loads(seed_with_running_services(before.date(), SITE_IDS))
    register.load_seed(seed=seed, now=before)
    Statement.objects.exclude(key="cookies").update(promises=[])
    accept_gaps()
    publish(now=before)
    in_force.refresh()
    yield
    in_force.forget()


def subscribe(address: str, clock: SteppingClock) -> Subscription:
    row = subscriptions.sign_up(address=address, language="nb", form="newsletter.signup", text="Ja", now=clock.now())
    subscriptions.confirm(subscription_id=row.pk, now=clock.now())
    return Subscription.objects.get(pk=row.pk)


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


def use_site_more(run: int, clock: SteppingClock, staff: User) -> None:
    """What happens on other days: some of it each time, while the clock is set back or forward by seconds or days pass.

    Retention deletes what is due, people are erased, requests are decided, consents are given and taken back.
    """
    draw, name = clock.draw, f"more{run}@example.com"
    clock.at += timedelta(seconds=draw.choice((-5, 5, 60, 3 * 86400)))
    subscription = subscribe(name, clock)
    subscriptions.sign_up(address=f"waits{run}@example.com", language="nb", form="newsletter.signup", text="Ja",
                          now=clock.now())  # fmt: skip
    visitor = Client()
    visitor.post("/samtykke/", {"choice": "all", "surface": "banner"})
    messages.receive(fields={"text": "Hei", "email": name}, language="nb", is_suspect=False, now=clock.now())
    if draw.random() < 0.5:
        visitor.post("/samtykke/", {"choice": "none", "surface": "page"})
    if draw.random() < 0.3:
        leave(subscription, clock)
    if draw.random() < 0.3:
        received = Message.objects.filter(email=name)
        messages.mark_handled(messages=received, by=staff, now=clock.now())
    case = opened(draw.choice(list(Right)), address=name, now=clock.now())
    if draw.random() < 0.8:
        decide(case, clock, staff)
    for waiting in Case.objects.unanswered().filter(received_at__lt=clock.at - _LONGEST_WAIT):
        decide(waiting, clock, staff)  # an honest site answers before the last day
    asked(Right.ACCESS, address=f"waits{run}@example.com", now=clock.now())
    if draw.random() < 0.3 and Subscription.objects.active().exists():
        send_issue(clock)
    sealing.seal(clock.now())
    retention.run(as_of=clock.now(), now=clock.now(), beyond_limits=True)


def decide(case: Case, clock: SteppingClock, staff: User) -> None:
    """Let staff answer, refuse or carry out a request."""
    right = case.which_right
    if right.is_executed:
        job = approved(case=case, staff=staff, now=clock.now())
        assert fulfilment.run(job_id=job.pk, now=clock.now())
    elif Ground.UNIDENTIFIED in grounds_for(right) and clock.draw.random() < 0.5:
        refused(case=case, ground=Ground.UNIDENTIFIED, reasons="Ukjent", staff=staff, now=clock.now())
    elif right == Right.RECTIFICATION:
        corrections.add_elsewhere(case=case, place="Lønn", new="Rettet", staff=staff, now=clock.now())
        corrections.decide(case=case, reasons_to_keep={}, staff=staff, now=clock.now())
    else:
        deciding.answer(case=case, text="Rettet", staff=staff, now=clock.now())


@pytest.mark.law("A-15")
@pytest.mark.usefixtures("_published")
def test_honest_site_agrees_with_its_journal_however_it_is_used(clock: SteppingClock, honest_runs: int) -> None:
    staff = case_worker()
    for run in range(honest_runs):
        use_site_more(run, clock, staff)
        assert [f"{run}: {fault.line_in_english}" for fault in journal.compare_sources()] == []
        assert verifying.check_nightly(now=clock.now()).found == ""
    assert ConsentRecord.objects.exists()
    assert JournalEntry.objects.filter(event="retention.deleted").exists() or honest_runs < 20


@pytest.mark.usefixtures("_published")
def test_honest_site_breaks_no_promise_on_a_stepping_clock(clock: SteppingClock, honest_runs: int) -> None:
    alarms, staff = [], case_worker()
    for run in range(honest_runs):
        use_site(run, clock) if run % 5 == 0 else use_site_more(run, clock, staff)
        results = judge(register=register.freeze(now=clock.now()), now=clock.now())
        alarms += [f"{run}: {one.promise} {one.verdict.reason}" for one in results if one.verdict.kind == "broken"]
        failed = [one.promise for one in results if "feilet" in one.verdict.reason]
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
    verdicts = {one.promise: one.verdict.kind for one in judge(register=Register(), now=START)}
    assert (verdicts["P19"], verdicts["P20"]) == (VerdictKind.KEPT, VerdictKind.BROKEN)
    assert looks[0] is not looks[1]
