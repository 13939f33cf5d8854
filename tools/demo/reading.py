"""From HTML to what a person sees: words, links, forms. Inert templates and scripts are not seen."""

from privacy.web.html import Element, parse
from tools.demo.pages import Button, Field, Form, Link, Page

_NOT_SENT = {"submit", "reset", "button", "image", "file"}
_UNSEEN = {"script", "style", "template", "title"}
_LOADED = {"stylesheet", "preload", "modulepreload", "icon"}


def read(page: Page, charset: str = "utf-8") -> Page:
    """Fill in the words, links and forms of ``page`` from its body; return it."""
    root = parse(page.body.decode(charset, "replace"))
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
    """Add a control to its form."""
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
