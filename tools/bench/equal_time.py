"""`python -m tools.bench.equal_time`: does the time of an answer tell a known address from a new one?

Posts the form of a right and the sign-up form for addresses of every kind, in turns and in random order, and compares
each kind with new addresses by the test of Mann and Whitney; exit 1 if a difference is significant.
"""

import argparse
import math
import os
import random
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from proviso_site import embedded, run
from proviso_site.messages import ROOT
from tools.bench import bench_servers

if TYPE_CHECKING:
    from django.test import Client

SIGNIFICANT = 0.05
Times = dict[str, list[float]]


def main(now: datetime) -> int:
    """Measure both forms; return 0 when no kind of address can be told from a new one."""
    parser = argparse.ArgumentParser(prog="python -m tools.bench.equal_time")
    parser.add_argument("--times", type=int, default=400, help="each kind of address is posted")
    options = parser.parse_args()
    try:
        with bench_servers.database(Path(os.environ.get("VAR") or ROOT / "var").absolute()):
            os.environ |= {"DJANGO_SETTINGS_MODULE": bench_servers.SETTINGS, "LOG_LEVEL": "ERROR"}
            os.environ.setdefault("SUPPRESSION_KEYS", "11" * 32)
            import django  # noqa: PLC0415 - the settings read the environment at import

            django.setup()
            return measure(options.times, now)
    except (bench_servers.BenchError, embedded.EmbeddedError, run.RunError) as failure:
        print(failure, file=sys.stderr)
        return 1


def measure(times: int, now: datetime) -> int:
    """Print a line for each form and kind of address; return 1 if a kind differs from new addresses."""
    forms: dict[str, tuple[str, dict[str, Callable[[int, datetime], str]]]] = {
        "rights": ("/mine-data/slett/", _RIGHTS),
        "sign-up": ("/nyhetsbrev/", _SIGN_UPS),
    }
    is_told = False
    for form, (path, kinds) in forms.items():
        addresses = {kind: [prepare(number, now) for number in range(times)] for kind, prepare in kinds.items()}
        taken = post_in_turns(path, addresses)
        for kind, durations in taken.items():
            p = mann_whitney(taken["new"], durations) if kind != "new" else 1.0
            is_told |= p <= SIGNIFICANT
            print(f"{form:8} {kind:10} n={len(durations)} median {median(durations) * 1000:.3f} ms  p={p:.3g}")
    return 1 if is_told else 0


def post_in_turns(path: str, addresses: dict[str, list[str]]) -> Times:
    """Post each address once; return the seconds of each answer by kind."""
    from django.test import Client  # noqa: PLC0415

    client = Client(headers={"host": bench_servers.HOST, "x-forwarded-proto": "https"})
    for number in range(20):
        _post(client, path, f"warm-{number}@example.com", number)
    taken: Times = {kind: [] for kind in addresses}
    for number in range(len(addresses["new"])):
        for kind in random.sample(list(addresses), len(addresses)):
            taken[kind].append(_post(client, path, addresses[kind][number], number))
    return taken


def mann_whitney(first: Sequence[float], second: Sequence[float]) -> float:
    """Return the two-sided p of the hypothesis that neither sample is greater (normal approximation, with ties)."""
    merged = sorted([(value, 0) for value in first] + [(value, 1) for value in second])
    rank_sum, ties, position = 0.0, 0, 0
    for _value, group in groupby(merged, key=lambda pair: pair[0]):
        same = list(group)
        rank_sum += sum(1 for _same, sample in same if sample == 0) * (position + (len(same) + 1) / 2)
        ties += len(same) ** 3 - len(same)
        position += len(same)
    size, other, total = len(first), len(second), len(merged)
    variance = size * other / 12 * ((total + 1) - ties / (total * (total - 1)))
    if not variance:
        return 1.0
    distance = abs(rank_sum - size * (size + 1) / 2 - size * other / 2)
    return math.erfc(max(0.0, distance - 0.5) / math.sqrt(2 * variance))


def _post(client: "Client", path: str, address: str, network: int) -> float:
    """Post an address from a network of its round: a single sender would meet the bound of posts."""
    began = time.perf_counter()
    answer = client.post(path, {"email": address}, REMOTE_ADDR=f"10.{network // 256}.{network % 256}.7")
    taken = time.perf_counter() - began
    if answer.status_code != 303:
        raise bench_servers.BenchError(f"{path} answered {answer.status_code}, not 303.")
    return taken


def _asked(kind: str, *, times: int = 1, ago: timedelta = timedelta(hours=1)) -> Callable[[int, datetime], str]:
    def prepare(number: int, now: datetime) -> str:
        from dsar.cases import asking  # noqa: PLC0415
        from dsar.cases.enums import Right  # noqa: PLC0415

        address = f"{kind}-{number}@example.com"
        if times > 1 and number:
            return f"{kind}-0@example.com"  # it stays what it is, however often it asks
        for message in range(times):
            text = str(message) if times > 1 else ""
            asking.ask(right=Right.ERASURE, address=address, message=text, language="nb", now=now - ago)
        return address

    return prepare


def _opened(number: int, now: datetime) -> str:
    from dsar.cases import asking  # noqa: PLC0415
    from dsar.cases.models import Contact  # noqa: PLC0415

    address = _asked("open")(number, now)
    asking.confirm(case_id=Contact.objects.of(address).get().case_id, now=now)
    return address


def _subscribed(state: str, **fields: object) -> Callable[[int, datetime], str]:
    def prepare(number: int, now: datetime) -> str:
        from newsletter.subscriptions.models import PendingSignUp, Subscription  # noqa: PLC0415

        address, end = f"{state}-{len(fields)}-{number}@example.com", now + timedelta(days=5)
        times: dict[str, dict[str, object]] = {
            "pending": {"retain_until": end},
            "active": {"confirmed_at": now},
            "ended": {"confirmed_at": now, "ended_at": now, "end_reason": "page", "retain_until": end},
        }
        row = {"language": "nb", "form": "newsletter.signup", "requested_at": now - timedelta(hours=1), **times[state]}
        mailed = {"mailed_at": [now] * 3} if fields else {}
        row |= {"email": address, "consent_sha256": "0" * 64, **mailed}
        if state == "pending":
            PendingSignUp.objects.create(**row)
        else:
            Subscription.objects.create(state=state, **row)
        return address

    return prepare


def _suppressed(number: int, now: datetime) -> str:
    from newsletter.suppression import operations as suppressions  # noqa: PLC0415
    from newsletter.suppression.enums import SuppressionReason  # noqa: PLC0415
    from newsletter.suppression.queries import is_suppressed  # noqa: PLC0415

    address = f"suppressed-{number}@example.com"
    suppressions.suppress(address=address, reason=SuppressionReason.LEFT, now=now)
    if not is_suppressed(address):
        raise bench_servers.BenchError("Nobody is suppressed.")
    return address


def _new(number: int, _now: datetime) -> str:
    return f"new-{number}@example.com"


_RIGHTS = {
    "new": _new,
    "waiting": _asked("waiting"),
    "again": _asked("again", ago=timedelta(seconds=1)),
    "open": _opened,
    "limited": _asked("limited", times=11),
}
_SIGN_UPS = {
    "new": _new,
    "pending": _subscribed("pending"),
    "active": _subscribed("active"),
    "ended": _subscribed("ended"),
    "suppressed": _suppressed,
    "limited": _subscribed("pending", is_limited=True),
}

if __name__ == "__main__":
    sys.exit(main(datetime.now(UTC)))
