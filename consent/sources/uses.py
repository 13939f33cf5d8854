"""What a source does to a visitor's browser: it stores or reads something under a name, or asks a host."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from consent.services.enums import StorageKind

REQUEST = "request"
DYNAMIC = "\ue000"  # stands for what is only known when the code runs

# Names of formats, which look like addresses and are asked by nobody.
_NAMESPACES = re.compile(r"https?://www\.w3\.org/(?:1998|1999|2000|XML|TR|ns)\b[^\s\"'<>)]*", re.IGNORECASE)
_HOST = rf"[\w{DYNAMIC}](?:[\w.{DYNAMIC}-]*[\w{DYNAMIC}])?"
# With a scheme anywhere; without one where an address can begin, and only with a name that has a dot or is made up.
_ADDRESS = re.compile(
    rf"(?:https?|wss?|ftp):(?://|\\/\\/)(?P<full>(?:[^\s\"'/@]*@)?{_HOST}|(?=[\"'\s]|$))"
    rf"|(?:^|[\s\"'(,=;])//(?P<relative>(?:[^\s\"'/@]*@)?(?:{_HOST}(?=[/:?#\s\"')]|$)|$))",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class Use:
    """A use of the browser. ``name`` is a storage item's name or a host, and empty if it cannot be read here.

    ``kind`` is a ``StorageKind`` or ``REQUEST``. ``service`` is the one whose consent the markup around it waits for.
    """

    line: int
    kind: str
    name: str
    service: str = ""


def stored(line: int, kind: StorageKind, name: str) -> Use:
    """Return the use of a storage item; a part of its name that is computed is ``*``, as in the register."""
    known = name.replace(DYNAMIC, "*")
    return Use(line=line, kind=kind.value, name="" if known.startswith("*") else known)


def asked(text: str, line: int, *, service: str = "") -> Iterator[Use]:
    """Yield the hosts of the addresses in a text; the name is empty where the host is only known when it runs."""
    plain = _NAMESPACES.sub(lambda found: " " * len(found[0]), text)
    for found in _ADDRESS.finditer(plain):
        host = (found["full"] if found["full"] is not None else found["relative"]).rpartition("@")[2].lower()
        is_relative = found["full"] is None
        if is_relative and host and "." not in host and DYNAMIC not in host:
            continue
        at = line + plain.count("\n", 0, found.start())
        yield Use(line=at, kind=REQUEST, name="" if DYNAMIC in host else host, service=service)
