"""Pictures of an issue: how its text names them, and what is shown of them."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from newsletter.issues.models import Issue, IssuePicture
from privacy.conf import privacy_settings
from privacy.register.languages.fields import in_language

WIDEST = 534  # pixels of the column of text in a mail
LONGEST_SIDE = 1_200  # pixels: more than twice of what is shown, for dense screens
# In a mail a picture takes a third more. With its texts a mail stays below 1 MB, which takes long on a bad line.
MOST_BYTES = 300_000
MOST_BYTES_TOGETHER = 600_000
_SIGN = re.compile(r"picture:([1-9][0-9]{0,3})")
_SOURCE = re.compile(r'src="cid:(([0-9a-f]{16})\.[a-z]+@[^"]+)"')


@dataclass(frozen=True, kw_only=True)
class ShownPicture:
    """A picture where it is shown; ``alt`` is empty where it is decoration."""

    address: str
    alt: str
    width: int
    height: int


def number_in(address: str) -> int | None:
    """Return the number that an address in the text names; None if it is no picture of the issue."""
    match = _SIGN.fullmatch(address)
    return int(match[1]) if match else None


def shown_in(issue: Issue, language: str, address_of: Callable[[IssuePicture], str]) -> Mapping[int, ShownPicture]:
    """Return the pictures of an issue by number, with their alternative text in the language of its text."""
    if not any("picture:" in text for text in issue.body.values()):
        return {}
    return {
        picture.number: ShownPicture(
            address=address_of(picture),
            alt="" if picture.is_decorative else in_language(picture.alt, language),
            width=(width := min(picture.width, WIDEST)),
            height=max(1, round(picture.height * width / picture.width)),
        )
        for picture in issue.pictures.without_content()
    }


def source_in_mail(picture: IssuePicture) -> str:
    """Return the address of the part of the mail that holds the picture (RFC 2392)."""
    return f"cid:{picture.name}@{privacy_settings().domain}"


def embedded_in(issue: Issue, html: str) -> list[tuple[str, IssuePicture]]:
    """Return the pictures that a mail shows, each with its Content-ID."""
    names = {digest: content_id for content_id, digest in _SOURCE.findall(html)}
    if not names:
        return []
    pictures = {picture.sha256[:16]: picture for picture in issue.pictures.all()}
    return [(content_id, pictures[digest]) for digest, content_id in names.items() if digest in pictures]
