"""The source files of a site: code, templates, and what it serves to browsers."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.template import engines
from django.template.backends.django import DjangoTemplates

from consent.sources.checking import MARKUP, SCRIPTS, STYLES, SourceFinding, check_file
from consent.sources.declared_uses import DeclaredUses
from privacy.registry import own_apps

_NOT_SERVED = frozenset({"migrations", "tests", "management", "node_modules", "site-packages", ".venv"})


class SourceFile(NamedTuple):
    """A file of the site; ``module`` is the dotted name of a Python file."""

    path: Path
    module: str = ""


def site_files() -> list[SourceFile]:
    """Return the files of the apps that inherit from ``RegisteringAppConfig``, and the site's templates and statics."""
    return sorted({*_code(), *_templates(), *_served()})


def files_below(folder: Path) -> list[SourceFile]:
    """Return every source file below a folder that is not a test or a migration."""
    endings = (*SCRIPTS, *STYLES, *MARKUP, ".py")
    return [SourceFile(path) for path in sorted(_below(folder)) if path.suffix.lower() in endings]


def check_files(files: list[SourceFile], declared: DeclaredUses, root: Path) -> list[SourceFinding]:
    """Return the findings in these files, with names below ``root``."""
    return sorted(
        finding
        for file in files
        for finding in check_file(file.path, _name(file.path, root), declared, module=file.module)
    )


def _code() -> Iterator[SourceFile]:
    for app in own_apps():
        folder = Path(app.path)
        for path in _below(folder):
            if path.suffix == ".py" and not path.name.startswith(("test_", "conftest")):
                parts = path.relative_to(folder).with_suffix("").parts
                yield SourceFile(path, ".".join([app.name, *(part for part in parts if part != "__init__")]))


def _templates() -> Iterator[SourceFile]:
    folders = [Path(app.path) / "templates" for app in own_apps()]
    for engine in engines.all():
        if isinstance(engine, DjangoTemplates):
            folders += [Path(folder) for folder in engine.dirs]
    for folder in folders:
        yield from (SourceFile(path) for path in _below(folder) if path.suffix.lower() in MARKUP)


def _served() -> Iterator[SourceFile]:
    """Yield what the static files' finders find, but for files of installed packages."""
    roots = [Path(app.path) for app in own_apps()] + [Path(folder) for folder in settings.STATICFILES_DIRS]
    endings = (*SCRIPTS, *STYLES, *MARKUP)
    for finder in get_finders():
        for name, storage in finder.list([]):
            path = Path(storage.path(name))
            if path.suffix.lower() in endings and any(path.is_relative_to(root) for root in roots):
                yield SourceFile(path)


def _below(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from (
            path
            for path in folder.rglob("*")
            if path.is_file() and not _NOT_SERVED & set(path.relative_to(folder).parts[:-1])
        )


def _name(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
