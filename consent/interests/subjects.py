"""What somebody may be interested in: the apps register where the subjects of their content come from."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from privacy.registry import Registry


@dataclass(frozen=True, kw_only=True)
class Subject:
    """A subject under its key, with its title in each language."""

    key: str
    title: Mapping[str, str]


sources: Registry[str, Callable[[], Iterable[Subject]]] = Registry("source of subjects")


def all_subjects() -> dict[str, Subject]:
    """Return the subjects of every app by key; the first source of a key names it."""
    subjects: dict[str, Subject] = {}
    for source in sources.values():
        for subject in source():
            subjects.setdefault(subject.key, subject)
    return subjects
