"""A page as it was published: typed, with every text in every language that the page exists in."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from privacy.register.frozen.codec import plain
from proviso_site.content.enums import BlockKind
from proviso_site.content.models import Block, ContentPage


@dataclass(frozen=True, kw_only=True)
class FrozenPicture:
    """A picture's file name among the site's pictures, and its size."""

    name: str
    width: int
    height: int


@dataclass(frozen=True, kw_only=True)
class FrozenBlock:
    """A block; only what its kind shows is kept."""

    kind: str
    text: Mapping[str, str] = field(default_factory=dict)
    address: str = ""
    service: str = ""
    picture: FrozenPicture | None = None
    is_decorative: bool = False


@dataclass(frozen=True, kw_only=True, eq=False)
class FrozenPage:
    """A page; it exists in the languages that have a title."""

    key: str
    title: Mapping[str, str]
    lead: Mapping[str, str] = field(default_factory=dict)
    address: Mapping[str, str] = field(default_factory=dict)
    is_front: bool = False
    is_in_menu: bool = False
    blocks: tuple[FrozenBlock, ...] = ()

    @property
    def digest(self) -> str:
        """Return the SHA-256 of the page as JSON."""
        return hashlib.sha256(json.dumps(plain(self), sort_keys=True).encode()).hexdigest()


def freeze(page: ContentPage) -> FrozenPage:
    """Return the draft of a page."""
    languages = set(page.title)
    return FrozenPage(
        key=str(page.pk),
        title=page.title,
        lead=_within(page.lead, languages),
        address={} if page.is_front else _within(page.address, languages),
        is_front=page.is_front,
        is_in_menu=page.is_in_menu and not page.is_front,
        blocks=tuple(_freeze_block(block, languages) for block in page.blocks.with_pictures()),
    )


def _within(text: Mapping[str, str], languages: set[str]) -> dict[str, str]:
    return {code: words for code, words in text.items() if code in languages and words.strip()}


def _freeze_block(block: Block, languages: set[str]) -> FrozenBlock:
    is_picture = block.kind == BlockKind.PICTURE
    leads = block.kind in (BlockKind.LINK, BlockKind.EMBED)
    is_decorative = is_picture and block.is_decorative
    picture = block.picture if is_picture else None
    return FrozenBlock(
        kind=block.kind,
        text={} if is_decorative else _within(block.text, languages),
        address=block.address.strip() if leads else "",
        service=block.service if block.kind == BlockKind.EMBED else "",
        picture=FrozenPicture(name=str(picture), width=picture.width, height=picture.height) if picture else None,
        is_decorative=is_decorative,
    )
