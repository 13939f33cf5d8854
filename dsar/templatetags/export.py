"""Values of a person's file as people read them."""

from collections.abc import Iterator

from django import template

from dsar.copies.archive import Table, readable

register = template.Library()


@register.filter
def readable_rows(table: Table) -> Iterator[list[tuple[str, str]]]:
    """Yield each row as pairs of a field's title and its value in words, without the fields that are empty."""
    for row in table.rows:
        yield [
            (title, readable(value)) for title, value in zip(table.titles, row, strict=True) if value not in (None, "")
        ]
