"""Headings of tables of cookies in the Scandinavian languages, German and English."""

import re
from collections.abc import Sequence

from consent.importing.document import Column

_HEADINGS = {
    Column.NAME: (
        "cookienavn|cookie navn|navn|namn|navn på cookie|navn på cookien|navn på informasjonskapsel|informasjonskapsel|"
        "informasjonskapsler|informasjonskapselen|kapsel|cookie|cookies|cookie name|cookie names|name|name of cookie|"
        "nøkkel|key|cookie id|namn på informasjonskapsel|kakans namn|kaka|kakor|cookie namn|"
        "name des cookies|bezeichnung|cookie bezeichnung|cookies navn"
    ),
    Column.VENDOR: (
        "leverandør|leverandøren|leverandørar|tilbyder|tilbydar|utgiver|utgivar|tjeneste|teneste|tjenesteleverandør|"
        "vendor|provider|supplier|service|set by|satt av|settes av|owner|eier|eigar|issuer|company|selskap|placed by|"
        "third party provider|leverantör|utfärdare|tjänst|ägare|udbyder|udsteder|anbieter|dienst|dienstleister|"
        "herausgeber|hersteller|empfänger|unternehmen"
    ),
    Column.CATEGORY: (
        "kategori|category|cookie category|cookie kategori|gruppe|group|cookie group|classification|kategorie|"
        "cookie kategorie|grupp|klassificering"
    ),
    Column.LIFETIME: (
        "gyldighet|gyldigheit|gyldighetstid|varighet|varigheit|levetid|lagringstid|lagringsperiode|utløp|utløper|"
        "utløpstid|utløpsdato|utgår|duration|lifetime|life time|lifespan|expiry|expires|expiration|expiry time|"
        "expiration time|expiry date|retention|retention period|storage period|storage duration|storage time|max age|"
        "validity|time to live|hvor lenge|kor lenge|how long|maximum storage duration|livslängd|giltighetstid|löptid|"
        "varaktighet|utgångstid|upphör|varighed|udløb|udløber|opbevaring|opbevaringsperiode|speicherdauer|laufzeit|ablauf|"
        "ablaufzeit|gültigkeit|gültigkeitsdauer|lebensdauer|dauer|aufbewahrungsdauer"
    ),
    Column.PURPOSE: (
        "beskrivelse|formål|føremål|skildring|bruk|bruksområde|funksjon|hva den gjør|kva han gjer|hensikt|description|"
        "purpose|what it does|used for|use|function|explanation|forklaring|syfte|ändamål|beskrivning|användning|zweck|"
        "beschreibung|verwendungszweck|funktion|verwendung"
    ),
    Column.DOMAIN: "domene|domenet|domain|host|hostname|vert|vertsnavn|cookie domain",
    Column.PARTY: (
        "part|party|første eller tredjepart|første tredjepart|første tredje part|first or third party|"
        "first third party|first party third party|tredjepart|third party|1st 3rd party|1st or 3rd party|"
        "hvem kan lese den|who can read it"
    ),
    Column.KIND: "lagringstype|lagring|storage type|storage|teknologi|technology|type lagring|lager",
    Column.DATA: (
        "data|opplysninger|opplysningar|hvilke opplysninger|personopplysninger|data collected|data categories|"
        "which data|information collected"
    ),
    Column.COUNTRY: (
        "land|empfängerland|mottakerland|country|recipient country|location|overføring|transfer|data location"
    ),
    Column.BASIS: (
        "rettslig grunnlag|rettsleg grunnlag|behandlingsgrunnlag|hjemmel|legal basis|lawful basis|rechtsgrundlage|"
        "rättslig grund|retsgrundlag"
    ),
    Column.NOTICE: (
        "personvernerklæring|leverandørens erklæring|privacy policy|privacy notice|vendor notice|mer informasjon|"
        "meir informasjon|more information|lenke|lenkje|link|les mer|read more|datenschutzerklärung|integritetspolicy|"
        "privatlivspolitik"
    ),
    Column.TYPE: "type|cookie type|cookietype|type cookie|type informasjonskapsel",
}
_COLUMNS = {heading: column for column, headings in _HEADINGS.items() for heading in headings.split("|")}
_LONGEST = max(heading.count(" ") for heading in _COLUMNS) + 1
_OWN_WORDS = re.compile(r"cookie|kapsel")
_FEWEST_OTHERS = 2


def column_of(heading: str) -> Column:
    """Return the kind of column under a heading; ``OTHER`` if the heading is unknown."""
    words = _words(heading)
    if not words:
        return Column.OTHER
    if column := _COLUMNS.get(" ".join(words)):
        return column
    spans = [
        " ".join(words[start:end])
        for start in range(len(words))
        for end in range(start + 1, min(start + _LONGEST, len(words)) + 1)
    ]
    known = [span for span in spans if span in _COLUMNS]
    return _COLUMNS[max(known, key=len)] if known and len(words) <= _LONGEST + 2 else Column.OTHER


def columns_of(headings: Sequence[str]) -> tuple[Column, ...]:
    """Return the kind of each column; a second column of the same kind is ``OTHER``."""
    columns: list[Column] = []
    for column in map(column_of, headings):
        columns.append(Column.OTHER if column in columns else column)
    return tuple(columns)


def is_header(headings: Sequence[str]) -> bool:
    """Tell whether a table of cookies has these headings: a name and a lifetime, or a cookie and two others."""
    columns = set(columns_of(headings))
    if Column.NAME not in columns:
        return False
    if Column.LIFETIME in columns:
        return True
    says_cookie = any(_OWN_WORDS.search(heading.casefold()) for heading in headings)
    return says_cookie and len(columns - {Column.NAME, Column.OTHER}) >= _FEWEST_OTHERS


def header_in_prose(line: str) -> tuple[Column, ...] | None:
    """Return the columns of headings with single spaces between them, or None if a word is no heading."""
    words = line.split()
    headings: list[str] = []
    while words:
        for length in range(min(_LONGEST, len(words)), 0, -1):
            if " ".join(_words(" ".join(words[:length]))) in _COLUMNS:
                headings.append(" ".join(words[:length]))
                del words[:length]
                break
        else:
            return None
    return columns_of(headings) if is_header(headings) else None


def _words(heading: str) -> list[str]:
    plain = re.sub(r"\([^)]*\)|[*_`:?#]", " ", heading.casefold())
    return plain.replace("-", " ").replace("/", " ").split()
