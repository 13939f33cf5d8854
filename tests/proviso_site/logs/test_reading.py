"""A line of a log is searched once; whatever has changed is searched anew."""

import gzip
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.cache import cache

from proviso_site.logs import files as log_files
from proviso_site.logs.reading import Reader, remember, remembering_reader

LINE = "2026-03-10 10:00:00,123 INFO proviso_site.access GET /kontakt/ 200 4 ms 198.51.100.0/24 mobile\n"
BAD = "2026-03-10 10:00:00,123 INFO x kari@example.com\n"
LATER = timedelta(hours=1)

pytestmark = pytest.mark.law("P10")


class Readings:
    """Readings of a folder one after the other, each with what the one before remembers."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.reader = folder, Reader(now=datetime.now(UTC))

    def read(self) -> tuple[int, list[str]]:
        """Return how many lines were searched, and the problems that were found."""
        self.reader = Reader(now=datetime.now(UTC) + LATER, known=self.reader.seen)
        report = log_files.inspect(self.folder, days=10_000, now=self.reader.now, reader=self.reader)
        return self.reader.lines, [f"{problem.file} {problem.problem}" for problem in report.problems]


@pytest.fixture
def readings(tmp_path: Path) -> Readings:
    return Readings(tmp_path)


def test_finished_file_is_read_once(readings: Readings) -> None:
    (readings.folder / "web-2026-03-09.log").write_text(LINE * 50)
    (readings.folder / "web.log.1.gz").write_bytes(gzip.compress((LINE * 20).encode()))
    assert readings.read() == (70, [])
    assert readings.read() == (0, [])


def test_problem_of_a_file_that_was_read_before_is_still_told(readings: Readings) -> None:
    (readings.folder / "web-2026-03-09.log").write_text(BAD)
    assert readings.read() == (1, ["web-2026-03-09.log e-mail"])
    assert readings.read() == (0, ["web-2026-03-09.log e-mail"])


def test_only_new_lines_of_a_growing_file_are_read(readings: Readings) -> None:
    file = readings.folder / "web.log"
    file.write_text(LINE * 50)
    assert readings.read() == (50, [])
    with file.open("a") as more:
        more.write(LINE * 3 + BAD.rstrip("\n"))
    assert readings.read() == (4, ["web.log e-mail"])
    with file.open("a") as more:
        more.write("\n" + LINE)
    # The line that had no end is read again: it might have been written further.
    assert readings.read() == (2, ["web.log e-mail"])


def test_finished_file_that_was_changed_is_read_anew(readings: Readings) -> None:
    file = readings.folder / "web-2026-03-09.log"
    file.write_text(LINE * 50)
    readings.read()
    before = file.stat()
    text = LINE * 25 + BAD.ljust(len(LINE) - 1).replace("\n", " ") + "\n" + LINE * 24
    file.write_text(text)
    # The same size, and the time set back: only the time of the inode tells.
    assert file.stat().st_size == before.st_size
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert readings.read() == (50, ["web-2026-03-09.log e-mail"])


def test_changed_and_grown_file_is_read_from_its_start(readings: Readings) -> None:
    file = readings.folder / "web.log"
    file.write_text(LINE * 50)
    readings.read()
    file.write_text(BAD + LINE * 60)
    assert readings.read() == (61, ["web.log e-mail"])


def test_rotated_lines_are_not_read_again(readings: Readings) -> None:
    file = readings.folder / "web.log"
    file.write_text(LINE * 50)
    readings.read()
    log_files.enforce(folder=readings.folder, days=10_000, today=datetime(2026, 3, 11, tzinfo=UTC).date())
    file.write_text(LINE * 2)
    assert sorted(path.name for path in readings.folder.iterdir()) == ["web-2026-03-10.log", "web.log"]
    assert readings.read() == (2, [])


def test_replaced_file_of_the_same_name_and_size_is_read(readings: Readings) -> None:
    file = readings.folder / "web-2026-03-09.log"
    file.write_text(LINE.replace("/kontakt/", "/" + "x" * 18 + "/"))
    readings.read()
    other = readings.folder / "other"
    other.write_text(LINE.replace("/kontakt/ ", "/ kari@example.com  "))
    other.replace(file)
    assert readings.read() == (1, ["web-2026-03-09.log e-mail"])


def test_change_at_the_moment_of_reading_is_not_missed(tmp_path: Path) -> None:
    file = tmp_path / "web-2026-03-09.log"
    file.write_text(LINE)
    first = Reader(now=datetime.now(UTC))
    first.search(file)
    assert first.seen[str(file)].marks == ()


def test_readings_are_remembered_between_processes(tmp_path: Path) -> None:
    cache.clear()
    (tmp_path / "web-2026-03-09.log").write_text(LINE * 5)
    now = datetime.now(UTC) + LATER
    for lines in (5, 0):
        reader = remembering_reader(now)
        log_files.inspect(tmp_path, days=10_000, now=now, reader=reader)
        remember(reader)
        assert reader.lines == lines
