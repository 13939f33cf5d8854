"""`python -m tools.fuzz --requests 20000 --seed 1`: exit 1 if an answer fails.

The requests go to the production settings in this process, on a database that is made for them and dropped. With
``--port`` they go over sockets to the site that `make run` runs there with the same VAR, and write into its database;
``--malformed`` sends it what is no HTTP.
"""

import argparse
import json
import os
import sys
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from proviso_site import embedded, run
from proviso_site.messages import ROOT
from tools.bench import bench_servers

if TYPE_CHECKING:
    from tools.fuzz.trial import Trial

SHOWN = 20  # failures


def main() -> int:
    """Send the requests; return 0 when every answer is as it must be."""
    parser = argparse.ArgumentParser(prog="python -m tools.fuzz")
    parser.add_argument("--requests", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--port", type=int, help="of a site that runs on this machine")
    parser.add_argument("--malformed", action="store_true", help="requests that no HTTP library would send")
    options = parser.parse_args()
    if options.malformed and not options.port:
        parser.error("--malformed needs --port")
    var = Path(os.environ.get("VAR") or ROOT / "var").absolute()
    try:
        if options.port:
            return fuzz_running(var, options)
        with bench_servers.database(var):
            return fuzz(options)
    except (bench_servers.BenchError, embedded.EmbeddedError, run.RunError) as failure:
        print(failure, file=sys.stderr)
        return 1


def fuzz(options: argparse.Namespace) -> int:
    """Send the requests to the site of the prepared database, in this process."""
    os.environ |= {"DJANGO_SETTINGS_MODULE": bench_servers.SETTINGS, "LOG_LEVEL": "CRITICAL"}
    from proviso_site.wsgi import application  # noqa: PLC0415 - the settings read the environment at import
    from tools.fuzz.generator import RequestGenerator, own_host  # noqa: PLC0415
    from tools.fuzz.sending import in_process  # noqa: PLC0415
    from tools.fuzz.trial import Trial  # noqa: PLC0415

    host, scheme = own_host()
    generator = RequestGenerator(options.seed, host=host, scheme=scheme)
    return _report(Trial(in_process(application, host=host, scheme=scheme), generator, host, scheme), options)


def fuzz_running(var: Path, options: argparse.Namespace) -> int:
    """Send the requests over sockets to a site that runs."""
    facts = json.loads((var / "dev.json").read_text(encoding="utf-8"))
    os.environ |= {"DATABASE_URL": facts["database_url"], "REDIS_URL": facts["broker_url"]}
    os.environ |= run.environment_for(var, options.port)
    import django  # noqa: PLC0415 - the settings read the environment at import

    django.setup()
    from tools.fuzz.generator import RequestGenerator, own_host  # noqa: PLC0415
    from tools.fuzz.malformed import MalformedGenerator  # noqa: PLC0415
    from tools.fuzz.sending import over_socket  # noqa: PLC0415
    from tools.fuzz.trial import Generator, Trial  # noqa: PLC0415

    host, scheme = own_host()
    kind = MalformedGenerator if options.malformed else RequestGenerator
    generator: Generator = kind(options.seed, host=host, scheme=scheme)
    return _report(Trial(over_socket(options.port), generator, host, scheme, has_server=True), options)


def _report(trial: "Trial", options: argparse.Namespace) -> int:
    failures = list(islice(trial.run(options.requests, _say_progress), SHOWN))
    for failure in failures:
        print(f"{failure.number}: {failure.reason}\n    {_shorten(failure.request)}")
    sent = sum(trial.statuses.values())
    print(f"Seed {options.seed}: {sent} requests, {trial.writes} of them wrote, {len(failures)} failures")
    print(
        "Answers: " + ", ".join(f"{number} x {status or 'none'}" for status, number in sorted(trial.statuses.items()))
    )
    return 1 if failures else 0


def _say_progress(number: int) -> None:
    if (number + 1) % 1000 == 0:
        run.say(f"{number + 1} requests")


def _shorten(request: object) -> str:
    text = repr(request)
    return text if len(text) < 2000 else f"{text[:2000]}…"


if __name__ == "__main__":
    sys.exit(main())
