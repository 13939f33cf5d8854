"""A full dump of the database, searched for what must not be in it."""

import base64
import os
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote

from proviso_site.embedded.errors import EmbeddedError
from proviso_site.embedded.postgres import binaries
from tools.demo.errors import DemoError


def pg_dump() -> str:
    """Return the newest ``pg_dump`` at hand: the embedded one, else one on PATH; raises ``DemoError``."""
    try:
        if (embedded := binaries() / "pg_dump").exists():
            return str(embedded)
    except EmbeddedError:
        pass
    if found := shutil.which("pg_dump"):
        return found
    raise DemoError("There is no pg_dump: install PostgreSQL's client programs, or requirements-run.txt.")


def take(database_url: str, file: Path) -> int:
    """Write everything that the database holds into ``file``, readable; return its size in bytes."""
    command = [pg_dump(), "--dbname", database_url, "--no-password", "--inserts", "--file", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | {"LC_ALL": "C"})
    if done.returncode:
        raise DemoError(f"pg_dump failed: {done.stderr.strip().splitlines()[-1]}")
    return file.stat().st_size


def spellings(text: str) -> set[bytes]:
    """Return the ways in which a text may stand in a file: as it is, percent-encoded, in hex, in base64."""
    plain = text.encode()
    found = {plain, quote(text, safe="").encode(), plain.hex().encode()}
    for shift in range(3):
        # Only the middle of the code does not depend on what stands around the text.
        code = base64.b64encode(b"\0" * shift + plain).rstrip(b"=")
        middle = code[4 if shift else 0 : len(code) - 2]
        found |= {middle, middle.translate(bytes.maketrans(b"+/", b"-_"))}
    return {one.lower() for one in found}


class Sought:
    """Texts to look for, each in any spelling and in either case."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._patterns = {text: re.compile(b"|".join(map(re.escape, sorted(spellings(text))))) for text in texts}

    def within(self, line: bytes) -> dict[str, int]:
        """Return the texts that stand in a line, and how often each does."""
        lowered = line.lower()
        found = {text: sum(1 for _ in pattern.finditer(lowered)) for text, pattern in self._patterns.items()}
        return {text: times for text, times in found.items() if times}


def search(files: Iterable[Path], texts: Iterable[str]) -> dict[str, int]:
    """Return how often each text stands in the files."""
    sought = Sought(texts := list(texts))
    counts = Counter(dict.fromkeys(texts, 0))
    for file in files:
        with file.open("rb") as content:
            for line in content:
                counts.update(sought.within(line))
    return dict(counts)
