"""Search a database dump and the logs for the invented people."""

import tempfile
from pathlib import Path

from tools.demo import dump
from tools.demo.demo_run import DemoRun


def search_before(run: DemoRun) -> None:
    """Search a dump before somebody is erased, to prove that the search can find every address."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "before.sql")
        dump.write_dump(run.site.database_url, file)
        for address, count in dump.count_texts([file], run.invented).items():
            run.counts_before[address] = max(count, run.counts_before.get(address, 0))


def search_after(run: DemoRun) -> None:
    """Search a dump and the logs after every erasure; nothing may be left."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "after.sql")
        size = dump.write_dump(run.site.database_url, file)
        counts = dump.count_texts([file], run.invented)
    before = sum(1 for count in run.counts_before.values() if count)
    times = sum(run.counts_before.values())
    run.prove(
        "P27", "gone from the whole database",
        done=f"searched a dump of {size} bytes for the {len(counts)} addresses: plain, percent-encoded, hex, base64",
        seen=f"{sum(counts.values())} found; before the erasure {times} times, for {before} of them",
        is_proven=not any(counts.values()) and before == len(counts),
    )  # fmt: skip
    logs = dump.count_texts(run.site.logs, run.invented)
    run.prove(
        "log", "no address in any log",
        done=f"searched {len(run.site.logs)} logs",
        seen=f"{sum(logs.values())} found",
        is_proven=not any(logs.values()),
    )  # fmt: skip
