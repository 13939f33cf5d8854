"""`make demo`: drive the running site through its promises as people would, and say what was proven."""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from proviso_site.messages import ROOT
from tools.demo import site
from tools.demo.errors import DemoError
from tools.demo.scenes import canary, choices, contact, later, newsletter, requests
from tools.demo.stage import Stage
from tools.demo.table import findings_table


def main() -> int:
    """Run every scene; return 0 when all was proven."""
    signal.signal(signal.SIGTERM, _stop)
    try:
        with site.running(Path(os.environ.get("VAR") or ROOT / "var").absolute()) as running:
            print(f"Demonstrating {running.base_url}/", flush=True)
            stage = Stage(running)
            perform(stage)
    except DemoError as failure:
        print(failure, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return report(stage)


def perform(stage: Stage) -> None:
    """Play the scenes in their order; one that fails is a finding, and those that need it are left out."""
    _try(stage, "choices", lambda: choices.play(stage))
    _try(stage, "one person, everywhere", lambda: canary.play(stage))
    readers: list[newsletter.Readers] = []
    _try(stage, "newsletter", lambda: readers.append(newsletter.play(stage)))
    if not readers:
        return
    person = readers[0].stays
    words: list[str] = []
    _try(stage, "contact", lambda: words.append(contact.play(stage, person)))
    _try(stage, "requests", lambda: requests.play(stage, person, words[0] if words else ""))
    _try(stage, "a month later", lambda: later.play(stage, readers[0]))


def report(stage: Stage) -> int:
    """Print the table and the sum; return the exit code."""
    print(f"\n{findings_table(stage.findings)}")
    missing = [one for one in stage.findings if not one.is_proven]
    print(f"{len(stage.findings) - len(missing)} of {len(stage.findings)} proven in {stage.seconds:.0f} s.")
    return 1 if missing else 0


def _try(stage: Stage, name: str, scene: Callable[[], object]) -> None:
    try:
        scene()
    except DemoError as failure:
        stage.say(f"It went no further: {failure}")
        stage.prove("-", f"the scene “{name}”", done="stopped half-way", seen=str(failure), is_proven=False)


def _stop(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
