"""`python -m tools.fuzz --requests 20000 --seed 1`: exit 1 if an answer fails.

The requests go to the production settings in this process, on a database that is made for them and dropped.
"""

import argparse
import os
import sys
from itertools import islice
from pathlib import Path

from proviso_site import embedded, run
from proviso_site.messages import ROOT
from tools.bench import bench_servers

SHOWN = 20  # failures


def main() -> int:
    """Send the requests; return 0 when every answer is as it must be."""
    parser = argparse.ArgumentParser(prog="python -m tools.fuzz")
    parser.add_argument("--requests", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    try:
        with bench_servers.database(Path(os.environ.get("VAR") or ROOT / "var").absolute()):
            return fuzz(options.requests, options.seed)
    except (bench_servers.BenchError, embedded.EmbeddedError, run.RunError) as failure:
        print(failure, file=sys.stderr)
        return 1


def fuzz(count: int, seed: int) -> int:
    """Send ``count`` requests to the site of the prepared database."""
    os.environ |= {"DJANGO_SETTINGS_MODULE": bench_servers.SETTINGS, "LOG_LEVEL": "CRITICAL"}
    from proviso_site.wsgi import application  # noqa: PLC0415 - the settings read the environment at import
    from tools.fuzz.generator import RequestGenerator, own_host  # noqa: PLC0415
    from tools.fuzz.trial import Trial  # noqa: PLC0415

    host, scheme = own_host()
    trial = Trial(application, RequestGenerator(seed, host=host, scheme=scheme))
    failures = list(islice(trial.run(count, _say_progress), SHOWN))
    for failure in failures:
        print(f"{failure.number}: {failure.reason}\n    {_shorten(failure.request)}")
    print(
        f"Seed {seed}: {sum(trial.statuses.values())} requests, {trial.writes} of them wrote, {len(failures)} failures"
    )
    print("Answers: " + ", ".join(f"{number} x {status}" for status, number in sorted(trial.statuses.items())))
    return 1 if failures else 0


def _say_progress(number: int) -> None:
    if (number + 1) % 1000 == 0:
        run.say(f"{number + 1} requests")


def _shorten(request: object) -> str:
    text = repr(request)
    return text if len(text) < 2000 else f"{text[:2000]}…"


if __name__ == "__main__":
    sys.exit(main())
