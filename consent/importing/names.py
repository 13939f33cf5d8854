"""The names of cookies in a cell: what is one, and what only looks like one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from consent.importing import reasons, terms, words
from consent.importing.columns import exact_column_of
from consent.importing.document import Column
from consent.importing.reasons import Reason
from consent.services import known
from privacy.law.lifetimes import is_lifetime

LONGEST_NAME = 80
_TOKEN = re.compile(r"[^\s,;<>\"“”«»`\x00-\x1f]{1,80}")
_LETTER = re.compile(r"[^\W\d_]")
_VARIABLE = re.compile(
    r"\{\{?[^{}]*\}?\}|<[^<>]*>|\[[^\[\]]*\]|%[a-z_]+%|\$\{?\w+\}?|#+|[Xx]{3,}(?![a-z])[A-Za-z0-9-]*|\*+|…$|\.\.\.$"
)
_WORDLESS = re.compile(r"[^\W\d_]{2,}")
_COUNT = re.compile(r"\s*[\[(]\s*(?:[x×]\s*\d+|\d+\s*[x×])\s*[\])]$", re.IGNORECASE)
_ASIDE = re.compile(r"\s+\(([^()]*)\)$|(?<=\w)\(([^()\d][^()]*)\)$")
_MARKS = " \t'\"“”«»`\u00b4"
# “Acme Analytics (_aa, _ab)”
_IN_BRACKETS = re.compile(r"[^()]{2,60}?\s*\(([^()]+)\)")
_PRODUCT_WORDS = frozenset(
    ["cookie", "cookies", "pixel", "piksel", "pikseli", "tag", "plugin", "plug", "button", "widget", "kapsel", "eväste"]
)
_BULLET = re.compile(r"^(?:[•·‣▪–—-]\s+|\d+[.)]\s+|(?:cookie|name|navn|namn)\s*:\s+)", re.IGNORECASE)
_BETWEEN = re.compile(
    r"\s*(?:[,;•]|(?<!\|)\|(?!\|))\s*|\s+(?:/|og|and|und|et|och|en|ja|y|e|&|\+|ou|or|eller|oder|samt|sowie)\s+|\s{2,}"
)
_HOST = re.compile(
    r"(?:https?://|//)?(?:\*\.|\.)?(?:[\w-]+\.)+([a-z]{2,24})(?::\d+)?(?:/\S*)?", re.ASCII | re.IGNORECASE
)
_WORLD = frozenset(
    [
        "com",
        "org",
        "net",
        "edu",
        "gov",
        "int",
        "info",
        "biz",
        "name",
        "pro",
        "io",
        "ai",
        "app",
        "dev",
        "cloud",
        "shop",
        "store",
        "online",
        "site",
        "tech",
        "media",
        "agency",
        "design",
        "xyz",
        "club",
        "eu",
        "cc",
        "tv",
        "ms",
        "ly",
        "gl",
        "goog",
        "google",
        "tools",
        "systems",
        "services",
        "network",
        "global",
        "live",
        "pay",
        "bank",
        "health",
        "example",
        "test",
        "local",
        "localhost",
        "invalid",
    ]
)
_NOT_WORLD = frozenset({"id"})  # user.id and session.id are names more often than hosts in Indonesia
_UNLIKE_WORDS = re.compile(r"[A-Z0-9]{4,}|[a-z0-9.-]+|(?=.*[\d._-]).+")
_SESSION_ID = re.compile(r"sess(?:ion)?[._-]?id", re.IGNORECASE)
_CAMEL = re.compile(r"[a-z0-9][A-Z]|[A-Z]{3}[a-z]{4,}")
# Words in capital letters that are headings; others, such as CONSENT, are names.
_HEADINGS = (Column.NAME, Column.LIFETIME, Column.PURPOSE, Column.VENDOR, Column.CATEGORY, Column.TYPE, Column.DOMAIN)
_COMPANIES = frozenset(
    [
        "youtube",
        "linkedin",
        "hubspot",
        "wordpress",
        "woocommerce",
        "doubleclick",
        "paypal",
        "github",
        "mailchimp",
        "openstreetmap",
        "cloudflare",
        "tiktok",
        "snapchat",
        "javascript",
        "livechat",
        "soundcloud",
        "recaptcha",
        "cookiebot",
        "onetrust",
        "sharethis",
        "addthis",
        "typeform",
        "hotjar",
        "cookieyes",
        "bigcommerce",
        "whatsapp",
        "facebook",
        "instagram",
        "vimeo",
        "google",
        "microsoft",
        "meta",
        "matomo",
        "pinterest",
        "shopify",
        "twitter",
        "stripe",
        "klarna",
        "complianz",
        "usercentrics",
        "iubenda",
        "termly",
        "zendesk",
        "intercom",
        "spotify",
        "adobe",
        "amazon",
        "apple",
        "bing",
        "clarity",
        "criteo",
        "adform",
        "klaviyo",
        "salesforce",
        "quantcast",
        "taboola",
        "outbrain",
        "gmbh",
        "wordfence",
        "elementor",
        "polylang",
        "wpml",
        "jetpack",
        "trustpilot",
        "cookiefirst",
        "cookiescript",
        "cookieinformation",
        "piwik",
        "yandex",
        "reddit",
        "trustarc",
        "osano",
        "didomi",
        "axeptio",
        "datev",
    ]
)

Vendors = frozenset[str]  # in small letters


@dataclass(frozen=True, kw_only=True)
class Name:
    """A name as the register has it, with ``*`` for what varies, and a lifetime that was written behind it."""

    text: str
    lifetime: str = ""


@dataclass(frozen=True, kw_only=True)
class NoName:
    """A part of a cell that is no name, and why."""

    text: str
    reason: Reason


@lru_cache(maxsize=8192)
def read_names(
    cell: str, vendors: Vendors = frozenset(), *, in_cookie_column: bool = True
) -> tuple[Name | NoName, ...]:
    """Return what a cell holds, part by part, each name once.

    ``in_cookie_column``: the heading says that the cells are names, so that a plain word is one.
    """
    if not _LETTER.search(cell):
        return (NoName(text=cell, reason=reasons.PLACEHOLDER if cell.strip() else reasons.EMPTY),)
    parts = list(_parts(cell))
    readings = dict.fromkeys(_read_part(part, vendors, in_cookie_column) for part in parts)
    if any(isinstance(reading, Name) for reading in readings):
        # Words beside names, such as “and others”, need no report.
        return tuple(
            part
            for part in readings
            if isinstance(part, Name) or (part.reason is reasons.NAME and not part.text.startswith("("))
        )
    if len(parts) > 1 and not any(_is_token(part) for part in parts):
        return (_no_name(" ".join(cell.split()), vendors),)
    return tuple(readings)


@lru_cache(maxsize=8192)
def is_strong(name: str) -> bool:
    """Tell whether a text can hardly be anything but the name of a cookie: it is known, or has its form."""
    bare = _VARIABLE.sub("*", name.strip())
    if not _is_token(name) or is_host(bare) or is_placeholder(name) or bare.casefold() in _COMPANIES:
        return False
    if "_" in bare.strip("_*") or bare.startswith("_") or "::" in bare or (bare.endswith("*") and len(bare) > 2):
        return bool(_WORDLESS.search(bare) or bare.startswith("_"))
    return bool(_CAMEL.search(bare) or _SESSION_ID.search(bare)) or is_known(bare)


@cache
def is_known(name: str) -> bool:
    """Tell whether a name is exactly one of the known ones."""
    return name in _known_names()


@cache
def _known_names() -> frozenset[str]:
    return frozenset(spelling for item in known.items() for spelling in (item.name, item.stem) if len(spelling) > 1)


@lru_cache(maxsize=8192)
def is_host(text: str) -> bool:
    """Tell whether a text is the address of a server or of a page."""
    match = _HOST.fullmatch(text.strip())
    if match is None:
        return "://" in text
    ending = match[1].casefold()
    if ending in _NOT_WORLD and text.count(".") == 1:
        return False
    return ending in _WORLD or (len(ending) == 2 and "_" not in text)


@lru_cache(maxsize=8192)
def is_placeholder(text: str) -> bool:
    """Tell whether a text stands for a name that nobody has filled in: “[name]”, “xxx”, “to be completed”."""
    bare = text.strip().strip("[](){}<>_.…*-–— ")
    if not _LETTER.search(bare) or re.fullmatch(r"[xX]{2,}|\?+", bare):
        return True
    if words.plain(bare) in words.phrases("placeholders", "words"):
        return True
    inside = _VARIABLE.sub("", text.strip())
    if not _LETTER.search(inside):
        return True
    return exact_column_of(bare) is not None and bare.upper() == bare and "_" in bare


def _parts(cell: str) -> Iterator[str]:
    for line in _lines(cell):
        match = _IN_BRACKETS.fullmatch(line)
        inner = match[1].strip() if match and all(map(is_strong, _BETWEEN.split(match[1].strip()))) else line
        parts = [_trim(part) for part in _BETWEEN.split(inner)]
        if len(parts) == 1 and " " in parts[0]:
            tokens = parts[0].split()
            # Single spaces divide names only where every word has the form of one.
            parts = tokens if all(is_strong(token) for token in tokens) else parts
        for part in parts:
            pieces = part.split("/")
            if len(pieces) > 1 and all(piece.startswith("_") or is_known(piece) for piece in pieces):
                yield from pieces
            elif part:
                yield part


def _lines(cell: str) -> list[str]:
    """Return the lines of a cell; a line that ends with _ or - goes on in the next, where a narrow column broke it."""
    lines: list[str] = []
    for line in cell.split("\n"):
        if lines and re.search(r"\w[_-]$", lines[-1]) and re.match(r"\w+$", line.strip()):
            lines[-1] += line.strip()
        elif line.strip():
            lines.append(line.strip())
    return lines


def _trim(part: str) -> str:
    return _BULLET.sub("", part.strip(_MARKS)).strip(_MARKS)


def _read_part(part: str, vendors: Vendors, in_cookie_column: bool) -> Name | NoName:
    part, lifetime = _COUNT.sub("", part), ""
    if match := _ASIDE.search(part):
        aside, before = (match[1] or match[2] or "").strip(), part[: match.start()]
        if is_lifetime(aside):
            part, lifetime = before, aside
        elif not aside.isdecimal() and (is_strong(before) or _UNLIKE_WORDS.fullmatch(before)):
            part = before
    elif (match := re.fullmatch(r"(\S+?)\s*(?::|\s[–—-])\s+(.+)", part)) and is_lifetime(match[2]):
        part, lifetime = match[1], match[2]
    elif (match := re.fullmatch(r"[^:]{2,40}:\s+(\S+)", part)) and is_strong(match[1]):
        part = match[1]
    part = part.rstrip(":") if part.endswith(":") and "::" not in part else part
    if not _is_name(part, vendors) or not (in_cookie_column or is_strong(part)):
        return _no_name(part, vendors)
    return Name(text=in_register(part), lifetime=lifetime)


def in_register(name: str) -> str:
    """Return a name with ``*`` for what varies: ``_ga_*`` for ``_ga_<container-id>``."""
    name = re.sub(r"\*[*\s]*", "*", _VARIABLE.sub("*", name))
    # “_pk_id.” is how some lists write a name that goes on.
    return f"{name}*" if re.search(r"\w[._-]$", name) and name.count("_") + name.count(".") > 1 else name


def _is_token(text: str) -> bool:
    bare = _VARIABLE.sub("*", text.strip())
    return _TOKEN.fullmatch(bare) is not None and _LETTER.search(bare.replace("*", "")) is not None


def _is_name(part: str, vendors: Vendors) -> bool:
    if not _is_token(part) or len(in_register(part)) > LONGEST_NAME or is_host(part) or is_placeholder(part):
        return False
    if re.search(r"[()[\]{}]", _VARIABLE.sub("", part)) or part.endswith(("!", "?")):
        return False
    if is_known(part) or part.startswith("_"):
        return True
    if part[0].isupper() and any(piece in _PRODUCT_WORDS for piece in part.casefold().split("-")):
        return False
    if part.casefold() in vendors or part.casefold() in _COMPANIES:
        return False
    return not _is_a_word_of_tables(part)


def _is_a_word_of_tables(part: str) -> bool:
    """Tell whether a single word is a heading, a category, a kind or a lifetime rather than a name."""
    if "_" in part or "*" in part or part.endswith("-"):
        return False
    if part == part.lower() and part.isascii() and (part in ("session", "consent", "token", "cookie-consent")):
        return False
    plain = words.plain(part)
    is_term = terms.is_category(part) or terms.kind(part) is not None or terms.is_pixel(part) or is_lifetime(part)
    is_heading = exact_column_of(part) in _HEADINGS if part.isupper() else exact_column_of(part) is not None
    return is_term or (is_heading and part != part.lower()) or plain in ("cookie", "cookies")


def _no_name(part: str, vendors: Vendors) -> NoName:
    return NoName(text=part, reason=_why_not(part, vendors))


def _why_not(part: str, vendors: Vendors) -> Reason:
    if is_host(part):
        return reasons.HOST
    if is_placeholder(part):
        return reasons.PLACEHOLDER
    if part.casefold() in vendors or part.casefold() in _COMPANIES:
        return reasons.COMPANY
    if terms.is_category(part) or is_lifetime(part) or terms.kind(part) is not None:
        return reasons.CATEGORY
    if len(part.split()) > 1 and not re.search(r"[()\[\]{}]", part):
        return reasons.WORDS
    return reasons.NAME
