"""Web pages as a person sees them: text, links and forms, parsed from the HTML."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from privacy.web.html import Element, parse
from tools.demo.errors import NotFoundError

T = TypeVar("T")
Pairs = list[tuple[str, str]]
_NOT_SENT = {"submit", "reset", "button", "image", "file"}
_UNSEEN = {"script", "style", "template", "title"}
_LOADED = {"stylesheet", "preload", "modulepreload", "icon"}


@dataclass(frozen=True)
class Link:
    """A link and its text."""

    href: str
    text: str


@dataclass(frozen=True)
class Button:
    """A submit button, with the name and value that it adds to the form data."""

    name: str
    value: str
    text: str


@dataclass
class Field:
    """A form control; ``is_sent`` is false for an option that is not selected in the page as served."""

    name: str
    kind: str
    value: str
    is_sent: bool = True


@dataclass
class Form:
    """A form as the server sent it."""

    action: str
    method: str
    is_main: bool = False  # inside <main>, not in the header or footer
    fields: list[Field] = field(default_factory=list)
    buttons: list[Button] = field(default_factory=list)

    def has(self, name: str) -> bool:
        return any(control.name == name for control in self.fields)

    def named(self, pattern: str) -> str:
        """Return the name of the first field that matches ``pattern``; raises ``NotFoundError``."""
        return _first(f"field {pattern}", self.fields, lambda control: bool(re.search(pattern, control.name))).name

    def of_kind(self, kind: str) -> str:
        """Return the name of the first field of a kind, such as ``email``; raises ``NotFoundError``."""
        return _first(f"{kind} field", self.fields, lambda control: control.kind == kind).name

    def button(self, name: str = "", value: str = "") -> Button:
        """Return the first button with this name and value; an empty one matches any. Raises ``NotFoundError``."""
        return _first(
            f"button {name} {value}".strip(),
            self.buttons,
            lambda button: name in ("", button.name) and value in ("", button.value),
        )

    def filled(self, values: dict[str, str], button: Button | None = None) -> Pairs:
        """Return the pairs that a browser would send after ``values`` are entered, by field name.

        Raises ``NotFoundError`` for a name that the form does not have.
        """
        if missing := [name for name in values if not self.has(name)]:
            raise NotFoundError(f"no field {', '.join(missing)} in the form {self.action}")
        sent = (control for control in self.fields if control.is_sent and control.name not in values)
        pairs = [(control.name, control.value) for control in sent]
        pairs += list(values.items())
        if button and button.name:
            pairs.append((button.name, button.value))
        return pairs


@dataclass
class Page:
    """A response of the site; the text, links, forms and sources are filled in by ``parse_page``."""

    status: int
    url: str
    headers: list[tuple[str, str]]
    body: bytes
    text: str = ""
    links: list[Link] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)  # addresses of scripts, styles, images and icons

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    def link(self, pattern: str) -> str:
        """Return the address of the first link whose address or text matches; raises ``NotFoundError``."""
        wanted = re.compile(pattern, re.IGNORECASE)
        return _first(
            f"link {pattern} on {self.url}",
            self.links,
            lambda link: bool(wanted.search(link.href) or wanted.search(link.text)),
        ).href

    def form(self, matches: Callable[[Form], bool]) -> Form:
        """Return the first form that ``matches``; raises ``NotFoundError``."""
        return _first(f"form on {self.url} ({self.status})", self.forms, matches)

    def form_with(self, *, kind: str = "", button: tuple[str, str] | None = None, field: str = "") -> Form:
        """Return the first POST form with a control of this kind, this button, or a field whose name matches."""

        def matches(form: Form) -> bool:
            return (
                form.method == "post"
                and (not kind or any(control.kind == kind for control in form.fields))
                and (button is None or any((shown.name, shown.value) == button for shown in form.buttons))
                and (not field or any(re.search(field, control.name) for control in form.fields))
            )

        return self.form(matches)


def _first(description: str, items: Iterable[T], matches: Callable[[T], bool]) -> T:
    for item in items:
        if matches(item):
            return item
    raise NotFoundError(f"found no {description}")


def parse_page(page: Page) -> Page:
    """Fill in the text, links, forms and sources of ``page`` from its body; return it.

    Scripts and inert templates are left out: a person does not see them.
    """
    root = parse(page.body.decode(errors="replace"))
    page.text = " ".join(" ".join(root.texts(skip={*_UNSEEN, "textarea"})).split())
    forms: dict[Element | None, Form] = {}
    by_id: dict[str, Form] = {}
    for element in root.all(skip=_UNSEEN):
        if source := _source(element):
            page.sources.append(source)
        if element.tag == "a" and "href" in element.attributes:
            page.links.append(Link(element.get("href"), element.words()))
        elif element.tag == "form":
            method, is_main = element.get("method", "get").lower(), element.around("main") is not None
            form = forms[element] = by_id[element.get("id")] = Form(element.get("action"), method, is_main)
            page.forms.append(form)
        elif owner := by_id.get(element.get("form")) if element.get("form") else forms.get(element.around("form")):
            _add(owner, element)
    return page


def _source(element: Element) -> str:
    is_loaded = element.tag == "link" and element.get("rel") in _LOADED
    return element.get("src") or (element.get("href") if is_loaded else "")


def _add(form: Form, element: Element) -> None:
    tag, name, value, is_off = element.tag, element.get("name"), element.get("value"), "disabled" in element.attributes
    kind = element.get("type", "text" if tag == "input" else "submit").lower()
    if tag == "textarea":
        form.fields.append(Field(name, "textarea", "".join(element.texts()).removeprefix("\n")))
    elif tag == "select":
        form.fields += _options(element)
    elif tag in ("input", "button") and kind == "submit" and not is_off:
        form.buttons.append(Button(name, value, value if tag == "input" else element.words()))
    elif tag == "input" and name and kind not in _NOT_SENT and not is_off:
        is_tick = kind in ("checkbox", "radio")
        value = element.get("value", "on" if is_tick else "")
        form.fields.append(Field(name, kind, value, is_sent=not is_tick or "checked" in element.attributes))


def _options(select: Element) -> list[Field]:
    options = list(select.all("option"))
    chosen = [option for option in options if "selected" in option.attributes]
    if "multiple" not in select.attributes:
        chosen = chosen[-1:] or options[:1]
    name = select.get("name")
    return [Field(name, "select", option.get("value"), is_sent=option in chosen) for option in options]
