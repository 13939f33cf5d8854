"""`make demo`: use the running site as people would, and print which promises are proven."""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from proviso_site.messages import ROOT
from tools.demo import site
from tools.demo.demo_run import DemoRun
from tools.demo.errors import DemoError
from tools.demo.scenes import canary, choices, contact, later, newsletter, requests, transfers
from tools.demo.table import findings_table


def main() -> int:
    """Play every scene; return 0 when every finding is proven."""
    signal.signal(signal.SIGTERM, _stop)
    try:
        with site.running(Path(os.environ.get("VAR") or ROOT / "var").absolute()) as running:
            print(f"Demonstrating {running.base_url}/", flush=True)
            run = DemoRun(running)
            perform(run)
    except DemoError as failure:
        print(failure, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return report(run)


def perform(run: DemoRun) -> None:
    """Play the scenes in order; a failed scene becomes a finding, and scenes that depend on it are left out."""
    _try(run, "transfers", lambda: transfers.play(run))
    _try(run, "choices", lambda: choices.play(run))
    readers: list[newsletter.Readers] = []
    _try(run, "newsletter", lambda: readers.append(newsletter.play(run)))
    # After an issue was sent: her copy belongs to it, and no issue is made up that the journal would not know.
    _try(run, "one person, everywhere", lambda: canary.play(run))
    if not readers:
        return
    person = readers[0].stays
    words: list[str] = []
    _try(run, "contact", lambda: words.append(contact.play(run, person)))
    _try(run, "requests", lambda: requests.play(run, person, words[0] if words else ""))
    _try(run, "a month later", lambda: later.play(run, readers[0]))


def report(run: DemoRun) -> int:
    """Print the findings and their number; return the exit code."""
    print(f"\n{findings_table(run.findings)}")
    missing = [finding for finding in run.findings if not finding.is_proven]
    print(f"{len(run.findings) - len(missing)} of {len(run.findings)} proven in {run.seconds:.0f} s.")
    return 1 if missing else 0


def _try(run: DemoRun, name: str, scene: Callable[[], object]) -> None:
    try:
        scene()
    except DemoError as failure:
        run.say(f"It went no further: {failure}")
        run.prove("-", f"the scene “{name}”", done="stopped half-way", seen=str(failure), is_proven=False)


def _stop(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
