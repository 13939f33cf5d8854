"""What holds for every mail that leaves, in whatever test: nothing tells anybody that it is read (LAW C-26, X-23)."""

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage as ParsedMessage
from pathlib import Path

from django.core import mail
from lxml import html

from newsletter.issues.mime import PLACE_OF_ADDRESS
from tests import markup

_FETCHED = ("src", "srcset", "background", "poster", "data", "longdesc", "lowsrc", "dynsrc", "action", "ping")
_FETCHING = {"script", "link", "iframe", "object", "embed", "form", "base", "video", "audio", "svg"}
_IN_STYLE = re.compile(r"url\s*\(|@import|image-set|expression\s*\(", re.IGNORECASE)
_RECEIPTS = ("Disposition-Notification-To", "Return-Receipt-To", "X-Confirm-Reading-To", "Generate-Delivery-Report")
_COUNTED = re.compile(r"[?&](utm_\w+|mc_eid|mc_cid|_hsenc|_hsmi|mkt_tok|vero_id|ck_subscriber_id|sid|rid|uid)=")
_OWN = re.compile(r"[A-Za-z0-9_.:-]{24,}")  # part of a path that only one person has
_SIGNATURE = "\n-- \n"
# What Django's sendtestemail sends to an operator: no letter of the site.
_TRIAL_SUBJECT, _TRIAL_TEXT = "Test email from ", "If you're reading this, it was successful."


def faults_of_outbox() -> list[str]:
    """Return what is wrong with the mails that the test sent through Django."""
    faults = []
    for message in getattr(mail, "outbox", []):
        if getattr(message, "track_opens", None) is not False or getattr(message, "track_clicks", None) is not False:
            faults.append(f"{message.subject}: a provider would track it")
        # The author of an issue may ask for the address of its reader.
        asks = PLACE_OF_ADDRESS in getattr(getattr(message, "_prepared", None), "values", ())
        faults += faults_of(message.message().as_bytes(), may_name_reader=asks)
    return faults


def faults_of_folder(folder: Path) -> list[str]:
    """Return what is wrong with the mails that a running site wrote into a folder."""
    return [fault for file in folder.glob("[!.]*.eml") for fault in faults_of(file.read_bytes())]


def faults_of(content: bytes, *, may_name_reader: bool = False) -> list[str]:
    """Return what is wrong with a mail. ``may_name_reader``: a mail to a list holds the address of its reader."""
    parsed = message_from_bytes(content, policy=policy.default)
    assert isinstance(parsed, ParsedMessage)
    faults = list(_faults(parsed, may_name_reader))
    if not content.isascii():
        faults.append("a relay may encode it anew, and its signature would not hold (RFC 6376, section 5.3)")
    return [f"{parsed['Subject']}: {fault}" for fault in faults]


def _faults(message: ParsedMessage, may_name_reader: bool) -> Iterator[str]:
    if _is_trial(message):
        return
    for part in message.walk():
        yield from (f"defect {defect!r}" for defect in part.defects)
    yield from (f"asks for a receipt: {name}" for name in _RECEIPTS if name in message)
    plain, rich = message.get_body(("plain",)), message.get_body(("html",))
    if plain is None or rich is None:
        yield "is not text and HTML"
        return
    text = str(plain.get_content()).replace("\r\n", "\n")
    # Why somebody gets it, and apart from that who sends it.
    if _SIGNATURE not in text or "\n\n" not in text.rpartition(_SIGNATURE)[2].strip():
        yield "does not say who sends it and why"
    content = str(rich.get_content())
    yield from markup.faults(content)
    tree = html.document_fromstring(content)
    yield from _fetched(tree, _ids_of_parts(message))
    addresses = {str(element.get("href")) for element in tree.iter("a")} | set(re.findall(r"https?://[^\s)]+", text))
    yield from (f"counts its readers: {address}" for address in addresses if _COUNTED.search(address))
    # A letter to one person, such as the request to confirm, leads to a page of theirs.
    if message["Precedence"] == "bulk":
        yield from _names_reader(message, addresses, "" if may_name_reader else text)


def rich_text(message: ParsedMessage) -> str:
    """Return the HTML of a mail."""
    rich = message.get_body(("html",))
    assert isinstance(rich, ParsedMessage)
    return str(rich.get_content())


def _is_trial(message: ParsedMessage) -> bool:
    """Tell whether it is Django's mail that tries the connection to the mail server, and nothing besides."""
    is_plain = message.get_content_type() == "text/plain"
    is_named = str(message["Subject"]).startswith(_TRIAL_SUBJECT)
    return is_plain and is_named and str(message.get_content()).strip() == _TRIAL_TEXT


def _ids_of_parts(message: ParsedMessage) -> set[str]:
    """Return how the HTML may name the pictures that are in the mail beside it."""
    parts = (part for part in message.walk() if part.get_content_maintype() == "image")
    return {f"cid:{str(part['Content-ID']).strip().strip('<>')}" for part in parts}


def _fetched(tree: html.HtmlElement, there: set[str]) -> Iterator[str]:
    """Yield what a mail program would fetch when it shows the mail, and what it would not find in it."""
    shown = {str(element.get("src")) for element in tree.iter("img")}
    yield from (f"nobody sees the part {name}" for name in there - shown)
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag in _FETCHING:
            yield f"<{element.tag}>"
        for name in _FETCHED:
            if (value := element.get(name)) is not None and value not in there:
                yield f"fetches {name}={value}"
        styles = f"{element.get('style', '')} {element.text or '' if element.tag == 'style' else ''}"
        if _IN_STYLE.search(styles):
            yield f"fetches by a style of <{element.tag}>"


def _names_reader(message: ParsedMessage, addresses: set[str], text: str) -> Iterator[str]:
    """Yield what is a reader's own in a mail to a list, besides the way out."""
    ways_out = str(message["List-Unsubscribe"])
    tokens = set(_OWN.findall(ways_out))
    for address in sorted(addresses):
        own = set(_OWN.findall(re.sub(r"^https?://[^/]+", "", address)))
        if own and not own <= tokens:
            yield f"names its reader: {address}"
    if str(message["To"]).strip("<> ").casefold() in text.casefold():
        yield "holds the address of its reader"
