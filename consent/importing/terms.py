"""Words for categories, parties and kinds of storage in policies: Scandinavian languages, German and English."""

import re

from consent.services.enums import Category, Party, StorageKind

_CATEGORIES = {
    Category.NECESSARY: (
        "nødvendig|nødvendige|strengt nødvendig|strengt nødvendige|naudsynt|naudsynte|strengt naudsynt|påkrevd|påkravd|"
        "necessary|strictly necessary|essential|strictly essential|required|security|sikkerhet|nödvändig|nödvändiga|"
        "strikt nödvändig|strikt nödvändiga|notwendig|notwendige|unbedingt notwendig|unbedingt erforderlich|"
        "erforderlich|technisch notwendig|technisch erforderlich|essenziell|essentiell"
    ),
    Category.ANALYTICS: (
        "analyse|analytisk|analytiske|statistikk|statistisk|måling|ytelse|yting|analytics|analytical|analysis|"
        "statistics|statistical|performance|measurement|audience measurement|statistik|analys|analytiska|prestanda|"
        "leistung|analyse und statistik"
    ),
    Category.MARKETING: (
        "markedsføring|marknadsføring|annonsering|annonser|annonse|reklame|målretting|målrettet|profilering|marketing|"
        "advertising|advertisement|ads|targeting|tracking|sporing|social media|sosiale medier|retargeting|"
        "marknadsföring|reklam|werbung|marketing und werbung|soziale medien|markedsføring og statistik"
    ),
}
# Words for categories that the register lacks: without consent only necessary items may be stored.
_ELSEWHERE = (
    "funksjonell|funksjonelle|funksjonalitet|preferanse|preferanser|innstillinger|uklassifisert|annet|functional|"
    "functionality|preference|preferences|personalisation|personalization|unclassified|other|experience"
)
_PARTIES = {
    Party.FIRST: (
        "førstepart|første part|første|1. part|førsteparts|first|first party|1st party|1st|egen|eigen|own|this site|"
        "dette nettstedet"
    ),
    Party.THIRD: (
        "tredjepart|tredje part|tredjeparts|tredje|3. part|third|third party|3rd party|3rd|"
        "the vendor, on every site that uses it|leverandøren, på alle nettsteder som bruker den"
    ),
}
_KINDS = {
    StorageKind.COOKIE: "cookie|http cookie|http|informasjonskapsel|kapsel|cookies|http informasjonskapsel",
    StorageKind.LOCAL: "localstorage|local storage|html local storage|lokalt lager|lokal lagring|html|local",
    StorageKind.SESSION: "sessionstorage|session storage|html session storage|øktlager|øktlagring",
    StorageKind.DATABASE: "indexeddb|indexed db|database|database i nettleseren|browser database",
}
_SUFFIX = re.compile(r"\s*(?:cookies?|informasjonskaps(?:el|ler)|kaps(?:el|lar|ler)|formål|purposes?)$")

CATEGORY_WORDS = {word: category for category, words in _CATEGORIES.items() for word in words.split("|")}
_ELSEWHERE_WORDS = frozenset(_ELSEWHERE.split("|"))
_PARTY_WORDS = {word: party for party, words in _PARTIES.items() for word in words.split("|")}
_KIND_WORDS = {word: kind for kind, words in _KINDS.items() for word in words.split("|")}
MOST_WORDS = 4


def category(text: str) -> Category | None:
    """Return the category in a cell or a heading, or None."""
    return CATEGORY_WORDS.get(_plain(text)) or CATEGORY_WORDS.get(_bare(text))


def is_category(text: str) -> bool:
    """Tell whether a text names a category, including categories that the register lacks."""
    return category(text) is not None or bool({_plain(text), _bare(text)} & _ELSEWHERE_WORDS)


def category_in(heading: str) -> str:
    """Return the words of a heading that name a category, or an empty text."""
    if is_category(heading):
        return heading
    words = re.findall(r"[^\W\d_]+", heading)
    names = {word for word in words if word.casefold() in CATEGORY_WORDS}
    named = {CATEGORY_WORDS[name.casefold()] for name in names}
    return min(names) if len(named) == 1 and len(words) <= 2 * MOST_WORDS else ""


def party(text: str) -> Party | None:
    """Return the party in a cell, or None."""
    return _PARTY_WORDS.get(_plain(text)) or _PARTY_WORDS.get(_bare(text))


def kind(text: str) -> StorageKind | None:
    """Return the kind of storage in a cell, or None."""
    return _KIND_WORDS.get(_plain(text))


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("-", " ").strip(" .:*_").split())


def _bare(text: str) -> str:
    return _SUFFIX.sub("", _plain(text))
