"""From HTML to what a person sees: words, links, forms. Inert templates and scripts are not seen."""

from html.parser import HTMLParser

from tools.demo.pages import Button, Field, Form, Link, Page

_NOT_SENT = {"reset", "button", "image", "file"}
_UNSEEN = {"script", "style", "template", "title"}


def read(page: Page, charset: str = "utf-8") -> Page:
    """Fill in the words, links and forms of ``page`` from its body; return it."""
    reader = _Reader(page)
    reader.feed(page.body.decode(charset, "replace"))
    reader.close()
    page.text = " ".join(" ".join(reader.words).split())
    return page


class _Reader(HTMLParser):
    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page
        self.words: list[str] = []
        self._unseen = 0
        self._is_main = False
        self._form: Form | None = None
        self._by_id: dict[str, Form] = {}
        self._link: tuple[str, list[str]] | None = None
        self._button: tuple[Form, str, str, list[str]] | None = None
        self._area: tuple[Field, list[str]] | None = None
        self._select: tuple[Form, str, bool] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if not self._unseen and (source := values.get("src") or (tag == "link" and _loaded(values))):
            self.page.sources.append(source)
        if tag in _UNSEEN:
            self._unseen += 1
        elif not self._unseen and (start := getattr(self, f"_start_{tag}", None)):
            start(values)

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif not self._unseen and (end := getattr(self, f"_end_{tag}", None)):
            end()

    def handle_data(self, data: str) -> None:
        if self._unseen:
            return
        if self._area:
            self._area[1].append(data)
            return
        self.words.append(data)
        for heard in (self._link and self._link[1], self._button and self._button[3]):
            if heard is not None:
                heard.append(data)

    def _form_of(self, values: dict[str, str]) -> Form | None:
        """Return the form that a control belongs to: the one it names, else the one around it."""
        return self._by_id.get(values["form"]) if values.get("form") else self._form

    def _start_main(self, values: dict[str, str]) -> None:
        self._is_main = True

    def _end_main(self) -> None:
        self._is_main = False

    def _start_a(self, values: dict[str, str]) -> None:
        if "href" in values:
            self._link = (values["href"], [])

    def _end_a(self) -> None:
        if self._link:
            self.page.links.append(Link(self._link[0], _line(self._link[1])))
        self._link = None

    def _start_form(self, values: dict[str, str]) -> None:
        self._form = Form(values.get("action", ""), values.get("method", "get").lower(), self._is_main)
        self.page.forms.append(self._form)
        if "id" in values:
            self._by_id[values["id"]] = self._form

    def _end_form(self) -> None:
        self._form = None

    def _start_input(self, values: dict[str, str]) -> None:
        form, kind, name = self._form_of(values), values.get("type", "text").lower(), values.get("name", "")
        if form is None or "disabled" in values:
            return
        if kind == "submit":
            form.buttons.append(Button(name, values.get("value", ""), values.get("value", "")))
        elif name and kind not in _NOT_SENT:
            is_tick = kind in ("checkbox", "radio")
            value = values.get("value", "on" if is_tick else "")
            form.fields.append(Field(name, kind, value, is_sent=not is_tick or "checked" in values))

    def _start_button(self, values: dict[str, str]) -> None:
        form = self._form_of(values)
        if form is not None and values.get("type", "submit") == "submit" and "disabled" not in values:
            self._button = (form, values.get("name", ""), values.get("value", ""), [])

    def _end_button(self) -> None:
        if self._button:
            form, name, value, heard = self._button
            form.buttons.append(Button(name, value, _line(heard)))
        self._button = None

    def _start_textarea(self, values: dict[str, str]) -> None:
        if (form := self._form_of(values)) is not None:
            self._area = (Field(values.get("name", ""), "textarea", ""), [])
            form.fields.append(self._area[0])

    def _end_textarea(self) -> None:
        if self._area:
            self._area[0].value = "".join(self._area[1]).removeprefix("\n")
        self._area = None

    def _start_select(self, values: dict[str, str]) -> None:
        if (form := self._form_of(values)) is not None:
            self._select = (form, values.get("name", ""), "multiple" in values)

    def _start_option(self, values: dict[str, str]) -> None:
        if self._select is None:
            return
        form, name, is_multiple = self._select
        earlier = [one for one in form.fields if one.name == name and one.kind == "select"]
        is_selected = "selected" in values
        if is_selected and not is_multiple:
            for one in earlier:
                one.is_sent = False
        is_sent = is_selected or (not earlier and not is_multiple)
        form.fields.append(Field(name, "select", values.get("value", ""), is_sent=is_sent))

    def _end_select(self) -> None:
        self._select = None


def _loaded(values: dict[str, str]) -> str:
    return values.get("href", "") if values.get("rel") in ("stylesheet", "preload", "modulepreload", "icon") else ""


def _line(heard: list[str]) -> str:
    return " ".join("".join(heard).split())
