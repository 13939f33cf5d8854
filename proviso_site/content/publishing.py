"""Publishing a page of our own, and taking it back to a draft."""

import re
from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from privacy.journal import operations as journal
from privacy.register.frozen.codec import plain, read
from privacy.register.statements.rendering import markdown
from proviso_site.content import embeds, published
from proviso_site.content.addresses import address_from, is_taken, leads_somewhere
from proviso_site.content.enums import BlockKind
from proviso_site.content.errors import EmbedRefused, NotPublishable
from proviso_site.content.frozen import FrozenBlock, FrozenPage, freeze
from proviso_site.content.models import ContentPage, Picture

STREAM = "pages"
# Levels 1 and 2 are the title and the headings of the page.
_TOP_HEADING = re.compile(r"<h[12]\b")


def publish(*, page: ContentPage, staff_id: int, now: datetime) -> FrozenPage:
    """Show the draft to everybody. Raises ``NotPublishable``, with the reasons."""
    # The page may lead to one of the same transaction, which nobody sees who reads aside.
    published.copy.forget()
    frozen = freeze(page)
    if reasons := objections(frozen):
        raise NotPublishable(reasons)
    with transaction.atomic():
        page.published, page.published_at = plain(frozen), now
        page.save(update_fields=["published", "published_at"])
        _remove_unused_pictures()
        facts: dict[str, journal.Fact | list[journal.Fact]] = {
            "page": page.pk,
            "content": frozen.digest,
            "staff": staff_id,
        }
        journal.append(stream=STREAM, event="page.published", facts=facts, now=now)
        transaction.on_commit(published.copy.forget)
    published.copy.forget()
    return frozen


def withdraw(*, page: ContentPage, staff_id: int, now: datetime) -> None:
    """Show a page to nobody any more; its draft stays."""
    with transaction.atomic():
        page.published = page.published_at = None
        page.save(update_fields=["published", "published_at"])
        journal.append(stream=STREAM, event="page.withdrawn", facts={"page": page.pk, "staff": staff_id}, now=now)
        transaction.on_commit(published.copy.forget)


def delete(*, page: ContentPage, staff_id: int, now: datetime) -> None:
    """Delete a page, its blocks, and the pictures that no other page shows."""
    with transaction.atomic():
        key = page.pk
        page.delete()
        _remove_unused_pictures()
        journal.append(stream=STREAM, event="page.deleted", facts={"page": key, "staff": staff_id}, now=now)
        transaction.on_commit(published.copy.forget)


def is_changed(page: ContentPage) -> bool:
    """Tell whether the draft of a published page differs from what is published."""
    return page.published is not None and plain(freeze(page)) != page.published


def complete_addresses(page: ContentPage) -> None:
    """Give a page an address from its title in each language where it has none."""
    if page.is_front:
        page.address = {}
        return
    page.address = {code: address_from(page.address.get(code) or title) for code, title in page.title.items()}


def objections(page: FrozenPage) -> list[str]:
    """Return what stands against publishing a page, in the active language."""
    names = dict(settings.LANGUAGES)
    reasons = list(_about_addresses(page, names))
    if not page.title:
        reasons.append(_("The page has no title in any language."))
    if not page.blocks:
        reasons.append(_("The page has no blocks."))
    for number, block in enumerate(page.blocks, start=1):
        reasons += [
            _("Block %(number)d (%(kind)s): %(reason)s")
            % {"number": number, "kind": BlockKind(block.kind).label, "reason": reason}
            for reason in _about_block(block, page, names)
        ]
    return reasons


def _about_addresses(page: FrozenPage, names: dict[str, str]) -> Iterator[str]:
    for code in page.title if not page.is_front else ():
        address = page.address.get(code, "")
        if not address:
            yield _("The page has no address in %(language)s.") % {"language": names[code]}
        elif is_taken(address, code, key=page.key):
            yield _("Another page has the address “%(address)s” in %(language)s already.") % {
                "address": address,
                "language": names[code],
            }


def _about_block(block: FrozenBlock, page: FrozenPage, names: dict[str, str]) -> Iterator[str]:
    missing = [names[code] for code in page.title if code not in block.text]
    if missing and not block.is_decorative:
        yield _("no text in %(languages)s.") % {"languages": ", ".join(missing)}
    match block.kind:
        case BlockKind.PICTURE if block.picture is None:
            yield _("no picture is chosen.")
        case BlockKind.TEXT if any(_TOP_HEADING.search(markdown(text)) for text in block.text.values()):
            yield _("a heading inside a text begins with ###; larger ones are blocks of their own.")
        case BlockKind.LINK if not leads_somewhere(block.address):
            yield _(
                "“%(address)s” leads nowhere. Write a path of this site, such as /kontakt/, or an address with https://."
            ) % {"address": block.address}
        case BlockKind.EMBED:
            try:
                embeds.embed_of(block.address, block.service)
            except EmbedRefused as refused:
                yield str(refused)


def _remove_unused_pictures() -> None:
    """Delete the pictures that no draft and no published page shows."""
    pages = ContentPage.objects.published().values_list("published", flat=True)
    frozen = [read(FrozenPage, page) for page in pages if page]
    shown = {block.picture.name.partition(".")[0] for page in frozen for block in page.blocks if block.picture}
    unused = Picture.objects.filter(blocks__isnull=True).defer("content")
    unused.filter(pk__in=[picture.pk for picture in unused if picture.sha256[:16] not in shown]).delete()
