"""Search every store of the site for texts: the database dump, the broker, the cache, files and logs."""

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
# Delivered mail belongs to its readers; the database server's files are searched as a dump.
_NOT_SEARCHED = {"mail", "postgresql"}
_BROKER = "broker and cache"


@dataclass
class Traces:
    """The places in which each text occurs, and the number of bytes ``searched`` in each place."""

    places: dict[str, set[str]] = field(default_factory=dict)
    searched: dict[str, int] = field(default_factory=dict)

    def outside(self, allowed: Iterable[str]) -> dict[str, set[str]]:
        """Return the texts that occur in places other than ``allowed``, with those places."""
        left = {text: places - set(allowed) for text, places in self.places.items()}
        return {text: places for text, places in left.items() if places}


def find_traces(site: Site, texts: Iterable[str]) -> Traces:
    """Search for texts, in any encoding, in every table, in the broker and cache, and in the site's files."""
    wanted = dump.TextSearch(texts)
    traces = Traces()
    for place, line in _all_lines(site):
        traces.searched[place] = traces.searched.get(place, 0) + len(line)
        for text in wanted.count_in(line):
            traces.places.setdefault(text, set()).add(place)
    return traces


def _all_lines(site: Site) -> Iterator[tuple[str, bytes]]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "dump.sql")
        dump.write_dump(site.database_url, file)
        yield from _tables(file)
    yield from ((_BROKER, line) for line in _broker(site.broker_url))
    for path in _files(site.var):
        with path.open("rb") as content:
            yield from ((f"file {path.relative_to(site.var).parts[0]}", line) for line in content)


def _tables(file: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the lines of a dump, each with the table of its row; a row may span several lines."""
    table = "schema"
    with file.open("rb") as lines:
        for line in lines:
            if match := _INTO.match(line):
                table = match[1].decode()
            yield table, line


def _broker(url: str) -> Iterator[bytes]:
    """Yield every key of every database of the server, with its value."""
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
        if path.relative_to(var).parts[0] not in _NOT_SEARCHED and path.is_file() and not path.is_symlink():
            yield path


def marks_of(output: str) -> dict[str, str]:
    """Return the marks that ``plant_canary`` planted, by field, from its output."""
    return dict(json.loads(output.strip().splitlines()[-1])["marks"])
