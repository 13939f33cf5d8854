"""What of a copy staff saw when they approved it, so that nothing else that can be about others goes out (LAW D-16)."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b, sha256
from typing import Any

from django.db.models import BinaryField, FileField, JSONField, TextField
from django.utils import translation
from django.utils.crypto import salted_hmac

from dsar.cases.copies import redacting
from dsar.cases.copies.errors import NotSeen
from dsar.cases.copies.tables import Copied
from dsar.cases.enums import Right
from dsar.cases.models import Case
from dsar.cases.redactions import Redaction, RedactionKey
from privacy.inventory.enums import Origin

Seen = dict[str, list[str]]
_FREE = (TextField, JSONField, BinaryField, FileField)
_SALT = "dsar.cases.copies.seen"


@dataclass(frozen=True)
class Watch:
    """Compares the rows and files of a table, while they are written, with what was seen. Raises ``NotSeen``."""

    key: bytes
    names: Sequence[str]
    seen: Collection[str]

    def row(self, key: str, values: Mapping[str, Any]) -> None:
        words = redacting.filled(self.names, values)
        if words and _of_row(self.key, key, words) not in self.seen:
            raise NotSeen

    def file(self, name: str, content_sha256: str) -> None:
        if _of_file(self.key, name, content_sha256) not in self.seen:
            raise NotSeen


def of_copy(case: Case, tables: Iterable[Copied] | None = None) -> Seen:
    """Return digests of the rows and files that the copy of a request hands out and that can be about others, by kind.

    Those are the kinds of data with free words and files; every kind once something is left out of the copy.
    ``tables`` are those of the copy with nothing left out, if they are at hand.
    """
    return {
        table.label: sorted({*(digest for _row, digest in rows), *_of_files(case, table)})
        for table, rows in _rows(case, tables)
    }


def unseen(case: Case, seen: Mapping[str, Sequence[str]], *, with_files: bool = False) -> dict[str, list[str]]:
    """Return the keys of the rows that can be about others and are not as they were ``seen``, by kind of data.

    With the names of such files, if they are asked for. Raises ``SourceFailed``.
    """
    found = dict[str, list[str]]()
    for table, rows in _rows(case):
        known = frozenset(seen.get(table.label, ()))
        files = _of_files(case, table).items() if with_files else ()
        found[table.label] = [
            *(row for row, digest in rows if digest not in known),
            *(name for digest, name in files if digest not in known),
        ]
    return found


def watched(case: Case, seen: Mapping[str, Sequence[str]]) -> Callable[[Copied], Copied]:
    """Return what has a table of a copy compared with what was ``seen`` while it is written."""
    is_redacted, key = _is_redacted(case), _key(case)

    def watch(table: Copied) -> Copied:
        if not _may_be_about_others(table, is_redacted):
            return table
        return replace(table, watch=Watch(key, redacting.word_fields(table), frozenset(seen.get(table.label, ()))))

    return watch


def without(table: Copied, rows: Collection[str]) -> Copied:
    """Return a table without some of its rows."""
    group = replace(table.group, rows=table.group.rows.exclude(pk__in=rows)) if rows else table.group
    return replace(table, group=group)


def _rows(case: Case, tables: Iterable[Copied] | None = None) -> Iterator[tuple[Copied, list[tuple[str, str]]]]:
    """Yield the tables that can be about others, each with the key and the digest of its rows."""
    if case.which_right == Right.INFORMATION:
        return
    is_redacted, key = _is_redacted(case), _key(case)
    for table in redacting.tables_of(case) if tables is None else tables:
        if _may_be_about_others(table, is_redacted):
            # The digests are compared in another process, which may have another language.
            with translation.override(case.language):
                rows = [(row, _of_row(key, row, words)) for row, words in redacting.words_of(table) if words]
            yield table, rows


def _is_redacted(case: Case) -> bool:
    return Redaction.objects.filter(case=case).exists()


def _may_be_about_others(table: Copied, is_redacted: bool) -> bool:
    """Tell whether people write into these rows: not where we concluded the words or take them from a list."""
    if table.group.data.model in (Redaction, RedactionKey):
        return False
    columns = ((table.group.data.model._meta.get_field(name), field) for name, field in table.fields.items())
    return is_redacted or any(
        _is_free(column) and not field.words and field.origin != Origin.INFERRED for column, field in columns
    )


def _is_free(column: Any) -> bool:
    return isinstance(column, _FREE) and not getattr(column, "choices", None)


def _of_row(key: bytes, row: str, words: Sequence[tuple[str, Any]]) -> str:
    return _keyed(key, [row, *(f"{name}\0{value}" for name, value in words)])


def _of_files(case: Case, table: Copied) -> dict[str, str]:
    """Return the names of the files of a table by the digest of each."""
    found, key = dict[str, str](), _key(case)
    for file in table.files():
        content = sha256()
        for part in file.parts():
            content.update(part)
        found[_of_file(key, file, content.hexdigest())] = str(file)
    return found


def _of_file(key: bytes, name: str, content_sha256: str) -> str:
    return _keyed(key, [name, content_sha256])


def _key(case: Case) -> bytes:
    return salted_hmac(_SALT, str(case.pk), algorithm="sha256").digest()


def _keyed(key: bytes, parts: Sequence[str]) -> str:
    # Keyed, so that a short text cannot be guessed from what is kept with the job.
    return blake2b("\0".join(parts).encode(), key=key, digest_size=16).hexdigest()
