"""Looking for people in everything that the database and the logs hold."""

import tempfile
from pathlib import Path

from tools.demo import dump
from tools.demo.stage import Stage


def look_before(stage: Stage) -> None:
    """Search a dump while everybody is still in it, so that finding nothing later means something."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "before.sql")
        dump.take(stage.site.database_url, file)
        stage.found_before = dump.search([file], stage.gone)


def look_after(stage: Stage) -> None:
    """Search again when nothing may be left."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "after.sql")
        size = dump.take(stage.site.database_url, file)
        found = dump.search([file], stage.gone)
    before = sum(1 for count in stage.found_before.values() if count)
    times = sum(stage.found_before.values())
    stage.prove(
        "P27", "gone from the whole database",
        done=f"searched a dump of {size} bytes for the {len(found)} addresses: plain, percent-encoded, hex, base64",
        seen=f"{sum(found.values())} found; before the erasure {times} times, for {before} of them",
        is_proven=not any(found.values()) and before == len(found),
    )  # fmt: skip
    logs = dump.search(stage.site.logs, stage.invented)
    stage.prove(
        "log", "no address in any log",
        done=f"searched {len(stage.site.logs)} logs",
        seen=f"{sum(logs.values())} found",
        is_proven=not any(logs.values()),
    )  # fmt: skip
