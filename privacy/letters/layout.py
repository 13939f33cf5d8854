"""The look of every mail of the site: a text, and the same as HTML, with who sends it, from where, and why.

Nothing in it is fetched: the mark is drawn with text and colour, styles stand at the elements (LAW C-26).
"""

import re
from collections.abc import Mapping, Sequence

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from lxml import html as markup

from privacy.conf import privacy_settings
from privacy.register.frozen.rows import Controller
from privacy.register.purposes.queries import current_controller, with_settings

SIGNATURE = "\n-- \n"
_ADDRESS = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]")
_LONGEST_SHOWN = 56  # characters of an address that is shown as a link
_ITEM = "- "
_QUOTE = ">"
_MARGIN = "margin:0 0 18px"
# Programs for mail drop or rewrite <style>, so every element carries its own.
STYLES: Mapping[str, str] = {
    "p": f"{_MARGIN};line-height:1.6",
    "h1": "margin:0 0 16px;font:bold 26px/1.25 Charter,Cambria,Georgia,serif",
    "h2": "margin:28px 0 10px;font:bold 20px/1.3 Charter,Cambria,Georgia,serif",
    "h3": "margin:24px 0 8px;font-size:17px;line-height:1.4",
    "h4": "margin:24px 0 8px;font-size:16px;line-height:1.4",
    "ul": f"{_MARGIN};padding:0 0 0 22px;line-height:1.6",
    "ol": f"{_MARGIN};padding:0 0 0 22px;line-height:1.6",
    "li": "margin:0 0 6px",
    "blockquote": f"{_MARGIN};padding:0 0 0 16px;border-left:3px solid #b9c9c5",
    "pre": f"{_MARGIN};white-space:pre-wrap;font-family:Consolas,Menlo,monospace;font-size:14px",
    "code": "font-family:Consolas,Menlo,monospace;font-size:14px",
    "hr": "margin:28px 0;border:0;border-top:1px solid #b9c9c5",
    "img": "display:block;max-width:100%;height:auto;border:0;margin:0 0 18px",
    # Some know only one of the two; a long address would make a narrow screen scroll sideways.
    "a": "color:#0b5a54;text-decoration:underline;overflow-wrap:anywhere;word-break:break-word",
}
# Outlook on Windows pads cells, not links.
_BUTTON = (
    '<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:0 0 22px"><tr>'
    '<td class="button" style="background:#0b5a54;border-radius:6px;mso-padding-alt:12px 22px">'
    '<a class="button" href="{}" style="display:inline-block;padding:12px 22px;background:#0b5a54;color:#ffffff;'
    'border-radius:6px;text-decoration:none;font-weight:bold">{}</a></td></tr></table>'
)


class SignedText(str):
    """The text of a mail that ends with who sends it, from where and why; ``language`` is what it is written in."""

    __slots__ = ("language",)
    language: str


def sign(text: str, reason: str = "", who: Controller | None = None) -> SignedText:
    """Return a text of the active language with the sender, the postal address and ``reason`` below it.

    Without a reason it is for those who look after the site. ``who`` is the controller, if it is at hand.
    """
    who = with_settings(who or current_controller())
    facts = {
        "controller": who,
        "reason": reason or _("You get this because you help to run this website."),
        "policy_url": privacy_settings().base_url + reverse("privacy:policy"),
    }
    footer = render_to_string("privacy/mail/footer.txt", facts).strip()
    return as_signed(f"{text.strip()}\n{SIGNATURE}{footer}\n")


def as_signed(text: str, language: str = "") -> SignedText:
    """Return a text that was signed before, such as one that was stored; without a language it is the active one."""
    signed = SignedText(text)
    signed.language = language or get_language() or ""
    return signed


def as_html(
    *, subject: str, text: SignedText, content: SafeString | None = None, links: Sequence[tuple[str, str]] = ()
) -> str:
    """Return the mail with this text as HTML.

    ``content`` stands for the words above the signature, if they are more than text. ``links`` are addresses in the
    signature that are no addresses yet, and the words to show them by.
    """
    words, _signature, footer = str(text).rpartition(SIGNATURE)
    who = with_settings(current_controller())
    with translation.override(text.language or None):
        context = {
            "subject": subject,
            "language": text.language,
            "name": who.name or privacy_settings().domain,
            "content": with_styles(_blocks(words) if content is None else content),
            "footer": with_styles(_blocks(footer, has_button=True), small=True),
        }
    html = render_to_string("privacy/mail/layout.html", context).strip() + "\n"
    for address, shown in links:
        anchor = format_html('<a href="{}" style="{}">{}</a>', address, STYLES["a"], shown)
        html = html.replace(f"{shown}: {address}", anchor)
    return html


def with_styles(content: str, *, small: bool = False) -> SafeString:
    """Return HTML whose elements carry their styles; what has one keeps it."""
    if not content.strip():
        return mark_safe("")
    root = markup.fragment_fromstring(content, create_parent="div")
    for element in root.iter():
        style = STYLES.get(element.tag) if isinstance(element.tag, str) else None
        if style and not element.get("style"):
            element.set("style", style.replace(_MARGIN, "margin:0 0 8px") if small else style)
    inner = escape(root.text or "") + "".join(markup.tostring(child, encoding="unicode") for child in root)
    return mark_safe(inner)  # noqa: S308 - made of escaped text and of HTML that the caller vouches for


def _blocks(text: str, *, has_button: bool = False) -> SafeString:
    """Return plain text as HTML: paragraphs, lists, quotes; the first address alone on its line is a button."""
    written = list[SafeString]()
    for block in re.split(r"\n\s*\n", text.strip("\n")):
        lines = block.strip("\n").splitlines()
        alone = next((at for at, line in enumerate(lines) if _ADDRESS.fullmatch(line.strip())), None)
        if alone is not None and not has_button:
            button = format_html(_BUTTON, lines[alone].strip(), _("Open the page"))
            written += [*_lines(lines[:alone]), button, *_lines(lines[alone + 1 :])]
            has_button = True
        else:
            written += _lines(lines)
    return mark_safe("\n".join(written))  # noqa: S308 - each block is escaped


def _lines(lines: list[str]) -> list[SafeString]:
    """Return the lines of a block as paragraphs, lists and quotes in their order."""
    written, run = list[SafeString](), list[str]()
    kind = ""
    for line in lines:
        of = "ul" if line.startswith(_ITEM) or (kind == "ul" and line.startswith("  ")) else "p"
        of = "blockquote" if line.startswith(_QUOTE) else of
        if run and of != kind:
            written.append(_run(kind, run))
            run = []
        kind = of
        run.append(line)
    return [*written, _run(kind, run)] if run else written


def _run(kind: str, lines: list[str]) -> SafeString:
    if kind == "ul":
        items = list[list[str]]()
        for line in lines:
            if line.startswith(_ITEM):
                items.append([line.removeprefix(_ITEM)])
            else:
                items[-1].append(line.strip())
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((_joined(item),) for item in items)))
    if kind == "blockquote":
        quoted = [line.removeprefix(_QUOTE).strip() for line in lines]
        return format_html("<blockquote><p>{}</p></blockquote>", _joined(quoted))
    return format_html("<p>{}</p>", _joined(lines))


def _joined(lines: list[str]) -> SafeString:
    return format_html_join(mark_safe("<br>"), "{}", ((_linked(line),) for line in lines))


def _linked(line: str) -> SafeString:
    """Return a line with its addresses as links, long ones shown by their beginning."""
    parts, at = list[str](), 0
    for match in _ADDRESS.finditer(line):
        address = match[0]
        shown = address if len(address) <= _LONGEST_SHOWN else f"{address[:_LONGEST_SHOWN]}…"
        parts += [escape(line[at : match.start()]), format_html('<a href="{}">{}</a>', address, shown)]
        at = match.end()
    return mark_safe("".join([*parts, escape(line[at:])]))  # noqa: S308 - every part is escaped
