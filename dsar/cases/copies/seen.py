"""What of a copy staff saw when they approved it, so that nothing else that can be about others goes out (LAW D-16)."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import BinaryField, FileField, JSONField, TextField
from django.utils import translation
from django.utils.crypto import salted_hmac

from dsar.cases.copies import redacting
from dsar.cases.copies.errors import NotSeen
from dsar.cases.copies.tables import Copied, reading
from dsar.cases.enums import Right
from dsar.cases.models import Case
from dsar.cases.redactions import Redaction, RedactionKey
from privacy.inventory.enums import Origin

Seen = dict[str, list[str]]
_FREE = (TextField, JSONField, BinaryField, FileField)
_SALT = "dsar.cases.copies.seen"


def of_copy(case: Case, tables: Iterable[Copied] | None = None) -> Seen:
    """Return a digest of each row that the copy of a request hands out and that can be about others, by kind of data.

    Those are the kinds of data with free words and files; every kind once something is left out of the copy.
    ``tables`` are those of the copy with nothing left out, if they are at hand.
    """
    tables = redacting.tables_of(case) if tables is None else tables
    return {label: sorted({digest for _row, digest in rows}) for label, rows in _digests(case, tables).items()}


def unseen(case: Case, seen: Mapping[str, Sequence[str]], left_out: Collection[str] = ()) -> dict[str, list[str]]:
    """Return the keys of the rows that can be about others and are not as they were ``seen``, by kind of data.

    ``left_out`` are kinds of data that the copy does without. Raises ``SourceFailed``.
    """
    known = {label: frozenset(digests) for label, digests in seen.items()}
    found = _digests(case, redacting.tables_of(case, left_out=left_out)).items()
    return {label: [row for row, digest in rows if digest not in known.get(label, ())] for label, rows in found}


def require(case: Case, seen: Mapping[str, Sequence[str]], left_out: Collection[str] = ()) -> None:
    """Check that the copy of a request has nothing that can be about others but what was seen. Raises ``NotSeen``."""
    if any(unseen(case, seen, left_out).values()):
        raise NotSeen


def without(table: Copied, rows: Collection[str]) -> Copied:
    """Return a table without some of its rows."""
    group = replace(table.group, rows=table.group.rows.exclude(pk__in=rows)) if rows else table.group
    return replace(table, group=group)


def _digests(case: Case, tables: Iterable[Copied]) -> dict[str, list[tuple[str, str]]]:
    if case.which_right == Right.INFORMATION:
        return {}
    is_redacted = Redaction.objects.filter(case=case).exists()
    # The digests are compared in another process, which may have another language.
    with translation.override(case.language):
        return {
            table.label: list(_digests_of(case, table))
            for table in tables
            if table.group.data.model not in (Redaction, RedactionKey) and (is_redacted or _has_free_words(table))
        }


def _has_free_words(table: Copied) -> bool:
    """Tell whether people write into these rows: not where we concluded the words or take them from a list."""
    columns = ((table.group.data.model._meta.get_field(name), field) for name, field in table.fields.items())
    return any(_is_free(column) and not field.words and field.origin != Origin.INFERRED for column, field in columns)


def _is_free(column: Any) -> bool:
    return isinstance(column, _FREE) and not getattr(column, "choices", None)


def _digests_of(case: Case, table: Copied) -> Iterator[tuple[str, str]]:
    with reading(table.label):
        for row, values in redacting.words_of(table):
            if values:
                # Keyed, so that a short text cannot be guessed from what is kept with the job.
                text = "\0".join([str(case.pk), row, *(f"{name}\0{value}" for name, value in values)])
                yield row, salted_hmac(_SALT, text, algorithm="sha256").hexdigest()[:32]
