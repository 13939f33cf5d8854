"""A frozen page as what its template shows, in the active language."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import get_language

from privacy.register.statements.rendering import markdown
from proviso_site.content.addresses import in_language
from proviso_site.content.embeds import Embed, embed_of
from proviso_site.content.enums import BlockKind
from proviso_site.content.errors import EmbedRefused
from proviso_site.content.frozen import FrozenBlock, FrozenPage


@dataclass(frozen=True, kw_only=True)
class ShownPicture:
    """A picture's file name and size; its words are empty where it is decoration."""

    name: str
    width: int
    height: int
    words: str


@dataclass(frozen=True, kw_only=True)
class ShownBlock:
    """A block in one language."""

    words: str = ""
    html: SafeString = field(default=SafeString(), repr=False)
    address: str = ""
    picture: ShownPicture | None = None
    embed: Embed | None = None


@dataclass(frozen=True, kw_only=True)
class Row:
    """Neighbouring blocks of one kind: texts beside each other, buttons in a line."""

    kind: str
    blocks: tuple[ShownBlock, ...]


@dataclass(frozen=True, kw_only=True)
class Section:
    """A heading and the rows below it; the first section has none."""

    heading: str
    anchor: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, kw_only=True)
class ShownPage:
    """A page in one language. ``first`` is what stands before the first heading."""

    title: str
    lead: str
    first: tuple[Row, ...]
    sections: tuple[Section, ...]

    @property
    def beside(self) -> tuple[Row, ...]:
        """What the front page shows beside its title: all that comes first, but for its buttons."""
        return tuple(row for row in self.first if row.kind != BlockKind.LINK)


def shown(page: FrozenPage) -> ShownPage:
    """Return a page in the active language, which it must exist in."""
    code = get_language() or settings.LANGUAGE_CODE
    first, *rest = _sections(page, code)
    return ShownPage(title=page.title[code], lead=page.lead.get(code, ""), first=first.rows, sections=tuple(rest))


def _sections(page: FrozenPage, code: str) -> Iterator[Section]:
    heading, blocks = "", list[FrozenBlock]()
    for block in page.blocks:
        if block.kind == BlockKind.HEADING:
            yield _section(heading, blocks, code)
            heading, blocks = block.text.get(code, ""), []
        else:
            blocks.append(block)
    yield _section(heading, blocks, code)


def _section(heading: str, blocks: list[FrozenBlock], code: str) -> Section:
    rows = (
        Row(kind=kind, blocks=tuple(_shown_block(block, code) for block in row))
        for kind, row in groupby(blocks, key=lambda block: block.kind)
    )
    return Section(heading=heading, anchor=slugify(heading), rows=tuple(rows))


def _shown_block(block: FrozenBlock, code: str) -> ShownBlock:
    words = block.text.get(code, "")
    match block.kind:
        case BlockKind.TEXT:
            return ShownBlock(html=mark_safe(markdown(words)))  # noqa: S308 - cleaned there
        case BlockKind.LINK:
            return ShownBlock(words=words, address=in_language(block.address, code))
        case BlockKind.PICTURE if block.picture:
            return ShownBlock(picture=_picture(block, words))
        case BlockKind.EMBED:
            return ShownBlock(words=words, embed=_embed(block))
    return ShownBlock(words=words)


def _picture(block: FrozenBlock, words: str) -> ShownPicture | None:
    if block.picture is None:
        return None
    return ShownPicture(
        name=block.picture.name,
        width=block.picture.width,
        height=block.picture.height,
        words=words,
    )


def _embed(block: FrozenBlock) -> Embed:
    """Return what to load; where the register has dropped the service since, nothing but a link."""
    try:
        return embed_of(block.address, block.service)
    except EmbedRefused:
        page = block.address if block.address.startswith("https://") else ""
        return Embed(service=block.service, kind="", address="", page=page)
