"""Everywhere that something about a person could stand: the database's dump, the broker, the cache, files and logs."""

import json
import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import redis

from tools.demo import dump
from tools.demo.site import Site

_INTO = re.compile(rb"^INSERT INTO (?:[\w]+\.)?\"?(\w+)\"? ")
# Mail that was delivered is the readers' own; the server's files are searched as a dump.
_NOT_OURS = {"mail", "postgresql"}
_BROKER = "broker and cache"


@dataclass
class Traces:
    """Where each text was found; ``searched`` tells how much of each place was looked through, in bytes."""

    found: dict[str, set[str]] = field(default_factory=dict)
    searched: dict[str, int] = field(default_factory=dict)

    def outside(self, allowed: Iterable[str]) -> dict[str, set[str]]:
        """Return the texts that stand anywhere else than in ``allowed``, and where."""
        left = {text: places - set(allowed) for text, places in self.found.items()}
        return {text: places for text, places in left.items() if places}


def search(site: Site, texts: Iterable[str]) -> Traces:
    """Look for texts, in any spelling, in every table of a dump, in the broker and cache, and in the site's files."""
    sought = dump.Sought(texts)
    traces = Traces()
    for place, line in _everything(site):
        traces.searched[place] = traces.searched.get(place, 0) + len(line)
        for text in sought.within(line):
            traces.found.setdefault(text, set()).add(place)
    return traces


def _everything(site: Site) -> Iterator[tuple[str, bytes]]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "dump.sql")
        dump.take(site.database_url, file)
        yield from _tables(file)
    yield from ((_BROKER, line) for line in _broker(site.broker_url))
    for path in _files(site.var):
        with path.open("rb") as content:
            yield from ((f"file {path.relative_to(site.var).parts[0]}", line) for line in content)


def _tables(file: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the lines of a dump, each with the table whose row it belongs to; a text may run over several."""
    table = "schema"
    with file.open("rb") as lines:
        for line in lines:
            if match := _INTO.match(line):
                table = match[1].decode()
            yield table, line


def _broker(url: str) -> Iterator[bytes]:
    """Yield every key of every database of the server, with its value in every type."""
    with redis.Redis.from_url(url) as server:
        databases = [int(name.removeprefix("db")) for name in server.info("keyspace")]
    for number in databases:
        with redis.Redis.from_url(url, db=number) as server:
            for key in server.scan_iter(count=500):
                yield b" ".join((key, *_values(server, key)))


def _values(server: Any, key: bytes) -> Iterable[bytes]:
    match server.type(key):
        case b"string":
            return (server.get(key) or b"",)
        case b"list":
            return list(server.lrange(key, 0, -1))
        case b"hash":
            return [part for pair in server.hgetall(key).items() for part in pair]
        case b"set":
            return list(server.smembers(key))
        case b"zset":
            return list(server.zrange(key, 0, -1))
    return (server.dump(key) or b"",)


def _files(var: Path) -> Iterator[Path]:
    for path in sorted(var.rglob("*")):
        if path.relative_to(var).parts[0] not in _NOT_OURS and path.is_file() and not path.is_symlink():
            yield path


def marks_of(said: str) -> dict[str, str]:
    """Return the marks that ``plant_canary`` says it left, by field."""
    return dict(json.loads(said.strip().splitlines()[-1])["marks"])
