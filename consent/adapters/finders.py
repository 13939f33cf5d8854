"""Static files finder for each vendor's script in the vendor's folder, under ``choice/``."""

from collections.abc import Iterator
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

from consent.adapters.adapter import adapters


class AdapterFinder(BaseFinder):
    """Finder to add to ``STATICFILES_FINDERS`` after Django's own finders."""

    def find(self, path: str, find_all: bool = False, **_older: Any) -> Any:
        """Return the file of ``choice/SCRIPT``; an empty list if no vendor has it."""
        scripts = [str(adapter.script) for adapter in adapters.values() if adapter.static_path == path]
        return scripts if find_all else (scripts[0] if scripts else [])

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        """Yield every vendor's script with its folder."""
        for adapter in adapters.values():
            storage = FileSystemStorage(location=adapter.script.parent)
            storage.prefix = "choice"  # type: ignore[attr-defined]
            yield adapter.script.name, storage
