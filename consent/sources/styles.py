"""Which hosts a style sheet asks."""

import re
from collections.abc import Iterator

from consent.sources.uses import Use, asked

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6})\s?|\\(.)")


def scan_style(source: str, line: int = 1, *, service: str = "") -> Iterator[Use]:
    """Yield the hosts in a style sheet, such as in ``url()``, ``@import`` and ``image-set()``."""
    plain = _COMMENT.sub(lambda found: " " + "\n" * found[0].count("\n"), source)
    plain = _ESCAPE.sub(lambda found: chr(min(int(found[1], 16), 0x10FFFF)) if found[1] else found[2], plain)
    yield from asked(plain, line, service=service)
