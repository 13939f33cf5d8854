"""A web page as a person meets it: what it says, its links, its forms."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from tools.demo.errors import NotFoundError

T = TypeVar("T")
Pairs = list[tuple[str, str]]


@dataclass(frozen=True)
class Link:
    """A link and its words."""

    href: str
    text: str


@dataclass(frozen=True)
class Button:
    """What sends a form, and the pair that it adds."""

    name: str
    value: str
    text: str


@dataclass
class Field:
    """One control of a form; ``is_sent`` tells whether its pair goes with the form as the page came."""

    name: str
    kind: str
    value: str
    is_sent: bool = True


@dataclass
class Form:
    """A form as served, to be filled in and sent."""

    action: str
    method: str
    is_main: bool = False  # stands in the main part of the page, not in its head or foot
    fields: list[Field] = field(default_factory=list)
    buttons: list[Button] = field(default_factory=list)

    def has(self, name: str) -> bool:
        return any(one.name == name for one in self.fields)

    def named(self, pattern: str) -> str:
        """Return the name of the first field that matches ``pattern``; raises ``NotFoundError``."""
        return _first(
            f"field {pattern}", (one.name for one in self.fields), lambda name: bool(re.search(pattern, name))
        )

    def of_kind(self, kind: str) -> str:
        """Return the name of the first field of a kind, such as ``email``; raises ``NotFoundError``."""
        return _first(f"{kind} field", self.fields, lambda one: one.kind == kind).name

    def button(self, name: str = "", value: str = "") -> Button:
        """Return the first button with this name and value, where they are given; raises ``NotFoundError``."""
        return _first(
            f"button {name} {value}".strip(),
            self.buttons,
            lambda one: name in ("", one.name) and value in ("", one.value),
        )

    def filled(self, values: dict[str, str], button: Button | None = None) -> Pairs:
        """Return the pairs that a browser would send with ``values`` put into the fields of those names.

        Raises ``NotFoundError`` for a name that the form does not have.
        """
        if missing := [name for name in values if not self.has(name)]:
            raise NotFoundError(f"no field {', '.join(missing)} in the form {self.action}")
        pairs = [(one.name, one.value) for one in self.fields if one.is_sent and one.name not in values]
        pairs += list(values.items())
        if button and button.name:
            pairs.append((button.name, button.value))
        return pairs


@dataclass
class Page:
    """An answer of the site, parsed."""

    status: int
    url: str
    headers: list[tuple[str, str]]
    body: bytes
    text: str = ""
    links: list[Link] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)  # what the page loads by itself

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    def link(self, pattern: str) -> str:
        """Return the address of the first link whose address or words match; raises ``NotFoundError``."""
        wanted = re.compile(pattern, re.IGNORECASE)
        return _first(
            f"link {pattern} on {self.url}",
            self.links,
            lambda one: bool(wanted.search(one.href) or wanted.search(one.text)),
        ).href

    def form(self, wanted: Callable[[Form], bool]) -> Form:
        """Return the first form that a person would take for this; raises ``NotFoundError``."""
        return _first(f"form on {self.url} ({self.status})", self.forms, wanted)

    def form_with(self, *, kind: str = "", button: tuple[str, str] | None = None, field: str = "") -> Form:
        """Return the first POST form with a control of this kind, this button, or a field whose name matches."""

        def matches(form: Form) -> bool:
            return (
                form.method == "post"
                and (not kind or any(one.kind == kind for one in form.fields))
                and (button is None or any((one.name, one.value) == button for one in form.buttons))
                and (not field or any(re.search(field, one.name) for one in form.fields))
            )

        return self.form(matches)


def _first(what: str, things: Iterable[T], wanted: Callable[[T], bool]) -> T:
    for one in things:
        if wanted(one):
            return one
    raise NotFoundError(f"found no {what}")
