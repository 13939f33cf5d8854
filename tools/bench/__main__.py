"""`make bench`: measure, compare and print a table; exit 1 if a goal is missed."""

import argparse
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from proviso_site import embedded, run
from proviso_site.messages import ROOT
from tools.bench import bench_servers
from tools.bench.rounds import Comparison
from tools.demo.table import table

if TYPE_CHECKING:
    from tools.bench import bulk

HEADS = ("measured", "baseline", "ours", "baseline", "ratio", "goal", "")
PARTS = ("page", "consent", "retention", "campaign", "import", "copy", "bulk", "journal", "browser", "growth")
WARMING = 3.0  # seconds; each worker compiles its templates on its first request
WIDTHS = (0, 0, 9, 9, 16, 4, 6)


def main(clock: Callable[[], datetime]) -> int:
    """Measure; return 0 when every goal is met."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument("--seconds", type=float, default=1.0, help="of load in each round")
    parser.add_argument("--rows", type=int, default=10_000, help="of the retention run; three in ten are due")
    parser.add_argument("--entries", type=int, default=200_000, help="of the journal that is verified in one pass")
    parser.add_argument("--only", choices=PARTS)
    parser.add_argument(
        "--largest", type=int, default=100_000, help="subscribers of the growth table: 1000, ten times as many…"
    )
    parser.add_argument("--bulk", type=int, default=1_000_000, help="due rows of the large deletion")
    options = parser.parse_args()
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    began = time.monotonic()
    try:
        with bench_servers.database(Path(os.environ.get("VAR") or ROOT / "var").absolute()):
            results, is_met = measure(options, clock)
    except (bench_servers.BenchError, embedded.EmbeddedError, run.RunError) as failure:
        print(failure, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    if results:
        print("\n" + table(HEADS, [result.cells() for result in results], WIDTHS))
    print(f"{options.rounds} rounds in turns on one machine; median, and the least and the greatest ratio. "
          f"{time.monotonic() - began:.0f} s.")  # fmt: skip
    if options.only is None:
        # In a process and a database of its own: its rows must be those of an honest site, and no others.
        own = [sys.executable, "-m", "tools.bench", "--only", "growth", "--largest", str(options.largest)]
        is_met = subprocess.run(own, check=False).returncode == 0
    return 0 if is_met and all(result.is_met for result in results) else 1


def measure(  # noqa: C901 - one branch for each part
    options: argparse.Namespace, clock: Callable[[], datetime]
) -> "tuple[list[Comparison | bulk.Bound], bool]":
    """Run the chosen measurements on the prepared database; return them, and whether the growth is within its goals."""
    os.environ |= {"DJANGO_SETTINGS_MODULE": bench_servers.SETTINGS, "LOG_LEVEL": "ERROR"}
    import django  # noqa: PLC0415 - the settings read the environment at import

    django.setup()
    from tools.bench import browser, bulk, campaigns, copies, deletions, growth, imports, journals, web  # noqa: PLC0415

    results: list[Comparison | bulk.Bound] = []
    if options.only == "growth":
        run.say("Measuring: growth")
        table, is_met = growth.report(largest=options.largest, clock=clock)
        print("\n" + table)
        return results, is_met
    if options.only in (None, "page", "consent"):
        run.say("Starting the site and the bare views beside it")
        with bench_servers.servers("ours", "bare", "naked") as servers:
            for server, path in zip(servers, ("/", "/bare/page/", "/bare/page/"), strict=True):
                server.rate("GET", path, status=200, seconds=WARMING)
            for name, compare in {"page": web.front_page, "consent": web.consent}.items():
                if options.only in (None, name):
                    run.say(f"Measuring: {name}")
                    results += compare(*servers, rounds=options.rounds, seconds=options.seconds)
    if options.only in (None, "retention"):
        run.say("Measuring: retention")
        results.append(deletions.compare(rounds=options.rounds, rows=options.rows, due=options.rows * 3 // 10))
    if options.only in (None, "campaign"):
        results += campaigns.compare(largest=options.largest, clock=clock)
    if options.only in (None, "import"):
        results += imports.compare(largest=options.largest, clock=clock)
    if options.only in (None, "copy"):
        results += copies.compare(rounds=options.rounds, largest=options.largest, now=clock())
    if options.only in (None, "bulk"):
        run.say("Measuring: a large deletion, and the response times meanwhile")
        with bench_servers.servers("ours") as (server,):
            server.rate("GET", "/", status=200, seconds=WARMING)
            results += bulk.compare(server, rows=options.bulk)
    if options.only in (None, "journal"):
        run.say("Measuring: journal")
        results.append(journals.append(rounds=options.rounds))
        print("\n" + journals.verify(entries=options.entries))
    if options.only in (None, "browser"):
        run.say("Measuring: browser")
        print("\n" + browser.report())
    return results, True


def _stop(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main(partial(datetime.now, UTC)))
