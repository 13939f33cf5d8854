"""Template filter for the readable page of a personal data export."""

from collections.abc import Iterator

from django import template

from dsar.copies.archive import Table, readable

register = template.Library()


@register.filter
def readable_rows(table: Table) -> Iterator[list[tuple[str, str]]]:
    """Yield each row as pairs of field title and readable value, without empty fields."""
    for row in table.rows:
        yield [
            (title, readable(value)) for title, value in zip(table.titles, row, strict=True) if value not in (None, "")
        ]
