"""Pages of our own from a seed file: ``[[pages]]`` with ``[[pages.blocks]]``, for a site that has no pages yet."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from privacy.pictures.errors import PictureRefused
from privacy.register.errors import SeedError
from proviso_site.content import publishing
from proviso_site.content.errors import NotPublishable
from proviso_site.content.models import Block, ContentPage
from proviso_site.content.operations import keep_picture, read_picture

_NOBODY = 0  # among the accounts of staff
_PAGE = frozenset({"title", "lead", "address", "is_front", "is_in_menu", "blocks"})
_BLOCK = frozenset({"kind", "text", "address", "service", "picture", "is_decorative"})


@transaction.atomic
def seed_pages(*, rows: Iterable[Mapping[str, Any]], folders: Iterable[Path], now: datetime) -> int:
    """Make and publish the pages of a seed, and return their number; nothing where there are pages already.

    ``folders`` are where the pictures may lie. Raises ``SeedError``; then nothing was changed.
    """
    if ContentPage.objects.exists():
        return 0
    pages = [_make(row, number, tuple(folders)) for number, row in enumerate(rows, start=1)]
    # Others first: the front page may lead to them.
    for page in sorted(pages, key=lambda page: page.is_front):
        try:
            publishing.publish(page=page, staff_id=_NOBODY, now=now)
        except NotPublishable as refused:
            raise SeedError(f"page {page}: {refused}") from refused
    return len(pages)


def _make(row: Mapping[str, Any], number: int, folders: tuple[Path, ...]) -> ContentPage:
    where = f"page {number}"
    _refuse_unknown(row, _PAGE, where)
    values = {name: value for name, value in row.items() if name != "blocks"}
    page = ContentPage(order=number, **values)
    publishing.complete_addresses(page)
    try:
        page.full_clean()
        page.save()
        for place, block in enumerate(row.get("blocks", ()), start=1):
            _refuse_unknown(block, _BLOCK, f"{where}, block {place}")
            picture = _picture(block.get("picture", ""), folders)
            made = Block(page=page, order=place, **{**block, "picture": picture})
            made.full_clean()
            made.save()
    except (ValidationError, PictureRefused) as error:
        raise SeedError(f"{where}: {error}") from error
    return page


def _picture(name: str, folders: tuple[Path, ...]) -> Any:
    if not name:
        return None
    file = next((folder / name for folder in folders if (folder / name).is_file()), None)
    if file is None:
        raise SeedError(f"there is no picture {name}")
    return keep_picture(image=read_picture(file.read_bytes()))


def _refuse_unknown(row: Mapping[str, Any], known: frozenset[str], where: str) -> None:
    if unknown := sorted(set(row) - known):
        raise SeedError(f"{where}: there is no such field: {', '.join(unknown)}")
