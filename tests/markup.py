"""What an HTML validator would say of a page as the server sends it: before a browser mends it."""

from collections import Counter
from collections.abc import Iterator
from html.entities import html5
from html.parser import HTMLParser


def tags(names: str) -> frozenset[str]:
    return frozenset(names.split())


_VOID = tags("area base br col embed hr img input link meta source track wbr")
_GONE = tags("acronym applet basefont big blink center dir font frame frameset marquee nobr strike tt")
_FLOW = tags(
    "address article aside blockquote details div dl fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr main nav "
    "ol p pre section table ul"
)
# Elements whose content is phrases; a heading may be in a legend or a summary.
_PHRASE = tags("p span button label em strong code small time h1 h2 h3 h4 h5 h6 dt legend summary")
_HEADINGS = tags("h1 h2 h3 h4 h5 h6")
_PARENTS = {
    "li": {"ul", "ol", "menu"}, "dt": {"dl", "div"}, "dd": {"dl", "div"}, "tr": {"table", "thead", "tbody", "tfoot"},
    "td": {"tr"}, "th": {"tr"}, "caption": {"table"}, "legend": {"fieldset"}, "summary": {"details"},
    "option": {"select", "optgroup", "datalist"}, "figcaption": {"figure"}, "source": {"picture", "audio", "video"},
}  # fmt: skip
_CHILDREN = {
    "ul": {"li"}, "ol": {"li"}, "dl": {"dt", "dd", "div"}, "tr": {"td", "th"},
    "table": {"caption", "colgroup", "thead", "tbody", "tfoot", "tr"},
}  # fmt: skip
_ANYWHERE = frozenset({"script", "template"})
_NOT_IN_ITSELF = frozenset({"a", "button", "form", "label"})
_REFERENCES = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-details", "form", "list", "headers")


class _Validator(HTMLParser):
    """Collects the faults of a page. Elements of a vector picture are not looked into."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.faults: list[str] = []
        self.ids: Counter[str] = Counter()
        self.references: list[tuple[str, str]] = []
        self.forms: list[dict[str, str]] = []
        self.names: dict[str, str] = {}
        self._open: list[str] = []
        self._open_ids: list[tuple[int, str]] = []
        self.has_doctype = False

    def handle_decl(self, decl: str) -> None:
        self.has_doctype = decl.lower() == "doctype html" and not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if len(values) != len(attrs):
            self._fault(f"<{tag}> has an attribute twice")
        self._note(tag, values)
        if "svg" not in self._open:
            self._place(tag, values)
        if tag not in _VOID:
            self._open.append(tag)
            if "id" in values:
                self._open_ids.append((len(self._open), values["id"]))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            if "svg" not in self._open:
                self._fault(f"<{tag}/> closes itself")
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID or not self._open or self._open[-1] != tag:
            self._fault(f"</{tag}> closes {self._open[-1] if self._open else 'nothing'}")
            return
        while self._open_ids and self._open_ids[-1][0] >= len(self._open):
            self._open_ids.pop()
        self._open.pop()

    def handle_data(self, data: str) -> None:
        for _depth, key in self._open_ids:
            self.names[key] = self.names.get(key, "") + data
        if self._open and self._open[-1] in _CHILDREN and data.strip():
            self._fault(f"text directly in <{self._open[-1]}>")
        if "&" in data and not {"script", "style"} & set(self._open):
            self._fault("an & that is not escaped")

    def handle_entityref(self, name: str) -> None:
        if f"{name};" not in html5:
            self._fault(f"&{name} is no character")
        self.handle_data(html5.get(f"{name};", "?").replace("&", " and "))

    def close(self) -> None:
        super().close()
        if self._open:
            self._fault(f"not closed: {' '.join(self._open)}")

    def _fault(self, text: str) -> None:
        line, _column = self.getpos()
        self.faults.append(f"line {line}: {text}")

    def _note(self, tag: str, values: dict[str, str]) -> None:
        """Remember what is compared at the end, and look at the attributes alone."""
        if "template" not in self._open:  # held back: not a part of the page
            self.ids.update([values["id"]] if "id" in values else [])
            for name in _REFERENCES:
                self.references += [(f"{name} of <{tag}>", key) for key in values.get(name, "").split()]
            if tag == "a" and values.get("href", "").startswith("#") and len(values["href"]) > 1:
                self.references.append(("href of <a>", values["href"][1:]))
            if tag == "form":
                self.forms.append(values)
        if tag == "img" and "alt" not in values:
            self._fault("a picture without alt")
        if tag in ("th", "td") and values.get("scope", "row") not in ("row", "col", "rowgroup", "colgroup"):
            self._fault("a scope that does not exist")
        if tag == "html" and not values.get("lang"):
            self._fault("the page does not say its language")

    def _place(self, tag: str, values: dict[str, str]) -> None:
        """Look at where an element is."""
        parent = self._open[-1] if self._open else ""
        if tag in _GONE:
            self._fault(f"<{tag}> is no element of HTML")
        if tag in _PARENTS and parent not in _PARENTS[tag] | {"template"}:
            self._fault(f"<{tag}> in <{parent}>")
        if parent in _CHILDREN and tag not in _CHILDREN[parent] | _ANYWHERE:
            self._fault(f"<{tag}> in <{parent}>")
        if tag in _NOT_IN_ITSELF and tag in self._open:
            self._fault(f"<{tag}> in <{tag}>")
        phrase = next((name for name in reversed(self._open) if name in _PHRASE or name in _FLOW), "")
        is_heading = tag in _HEADINGS and phrase in ("legend", "summary")
        if tag in _FLOW and phrase in _PHRASE and not is_heading:
            self._fault(f"<{tag}> in <{phrase}>")


def faults(page: str) -> list[str]:
    """Return what is wrong with a whole page, one line each; every form needs a name that no other has."""
    validator = _Validator()
    validator.feed(page)
    validator.close()
    return [*validator.faults, *_faults_of_whole(validator)]


def _faults_of_whole(page: _Validator) -> Iterator[str]:
    if not page.has_doctype:
        yield "no doctype"
    yield from (f"id twice: {key}" for key, count in page.ids.items() if count > 1)
    yield from (f"{name}: nothing is {key}" for name, key in page.references if key not in page.ids)
    names = Counter(_name(form, page.names) for form in page.forms)
    yield from ("a form without a name" for name in names if not name)
    yield from (f"{count} forms are called {name}" for name, count in names.items() if name and count > 1)


def _name(form: dict[str, str], texts: dict[str, str]) -> str:
    keys = form.get("aria-labelledby", "").split()
    text = " ".join(texts.get(key, "") for key in keys) if keys else form.get("aria-label", "")
    return " ".join(text.split())
