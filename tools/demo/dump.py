"""Dump the whole database, and search files for texts in any spelling."""

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
    """Return the path of ``pg_dump``: the embedded server's, else the program on PATH; raises ``DemoError``."""
    try:
        if (embedded := binaries() / "pg_dump").exists():
            return str(embedded)
    except EmbeddedError:
        pass
    if program := shutil.which("pg_dump"):
        return program
    raise DemoError("There is no pg_dump: install PostgreSQL's client programs, or requirements-run.txt.")


def write_dump(database_url: str, file: Path) -> int:
    """Dump the database as INSERT statements into ``file``; return its size in bytes."""
    command = [pg_dump(), "--dbname", database_url, "--no-password", "--inserts", "--file", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | {"LC_ALL": "C"})
    if done.returncode:
        raise DemoError(f"pg_dump failed: {done.stderr.strip().splitlines()[-1]}")
    return file.stat().st_size


def spellings(text: str) -> set[bytes]:
    """Return the encodings of a text to search for: plain, percent-encoded, hex and base64."""
    plain = text.encode()
    encodings = {plain, quote(text, safe="").encode(), plain.hex().encode()}
    for shift in range(3):
        # The first and last base64 characters depend on the bytes around the text; those between do not.
        code = base64.b64encode(b"\0" * shift + plain).rstrip(b"=")
        middle = code[4 if shift else 0 : len(code) - 2]
        encodings |= {middle, middle.translate(bytes.maketrans(b"+/", b"-_"))}
    return {encoding.lower() for encoding in encodings}


class TextSearch:
    """A search for texts in every encoding of ``spellings``, regardless of case."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._patterns = {text: re.compile(b"|".join(map(re.escape, sorted(spellings(text))))) for text in texts}

    def count_in(self, line: bytes) -> dict[str, int]:
        """Return how often each text occurs in a line; texts that do not occur are left out."""
        lowered = line.lower()
        counts = {text: len(pattern.findall(lowered)) for text, pattern in self._patterns.items()}
        return {text: count for text, count in counts.items() if count}


def count_texts(files: Iterable[Path], texts: Iterable[str]) -> dict[str, int]:
    """Return how often each text occurs in the files, 0 included."""
    wanted = TextSearch(texts := list(texts))
    counts = Counter(dict.fromkeys(texts, 0))
    for file in files:
        with file.open("rb") as content:
            for line in content:
                counts.update(wanted.count_in(line))
    return dict(counts)
