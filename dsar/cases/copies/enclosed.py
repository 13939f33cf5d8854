"""Files in a copy: their names in the archive, and their content piece by piece."""

import hashlib
from collections.abc import Iterator
from pathlib import PurePosixPath

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.utils import validate_file_name
from django.db.models import Model
from django.db.models.fields.files import FieldFile
from django.utils.text import get_valid_filename

from dsar.people.reading import reading

_DIGEST, _LONGEST_STEM, _LONGEST_ENDING = 16, 80, 16  # characters of a file's name; a letter has up to four bytes


class FileInCopy(str):
    """The name in the archive of a file that a row has; a row whose file is gone has the name alone."""

    __slots__ = ("source",)
    source: FieldFile | None

    @classmethod
    def of(cls, row: Model, source: FieldFile) -> "FileInCopy":
        """Return a name that no other file of the archive has, and that leads out of no folder on any system."""
        name = source.name or ""
        is_there = _is_there(source)
        own = cls(f"files/{row._meta.label_lower}/{_harmless(name)}" if is_there else name)
        own.source = source if is_there else None
        return own

    def parts(self) -> Iterator[bytes]:
        """Yield the content of the file. Raises ``SourceFailed``."""
        if self.source is not None:
            with reading(self.source.instance._meta.label_lower), self.source.open("rb") as file:
                yield from file.chunks()


def _is_there(file: FieldFile) -> bool:
    name = file.name or ""
    try:
        return bool(name) and bool(validate_file_name(name, True)) and file.storage.exists(name)
    except SuspiciousFileOperation:
        # A name that leads out of the storage is nobody's file; the copy is made without it, and shows the name.
        return False


def _harmless(name: str) -> str:
    """Return a name for a file of an archive: told apart by a hash, with what programs read nothing else into."""
    digest = hashlib.sha256(name.encode()).hexdigest()[:_DIGEST]
    last = PurePosixPath(name.replace("\\", "/")).name
    safe = PurePosixPath(get_valid_filename(f"{digest}-{last}"))
    # Windows drops a dot at the end, and so would put one file in the place of another.
    return f"{safe.stem[:_LONGEST_STEM]}{safe.suffix[:_LONGEST_ENDING]}".rstrip(".")
