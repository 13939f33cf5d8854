"""Search of a page or letter for words of a language that it is not in."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po

from privacy.law.locales import languages
from privacy.web import html
from proviso_site.settings.places import BASE_DIR
from tools.untranslated import catalogue_paths

# Words that are frequent in a language and in none of the others here.
_FREQUENT = {
    "nb": {"og", "ikke", "hva", "hvem", "opplysninger", "opplysningene", "vi sletter"},
    "nn": {"ikkje", "opplysningar", "opplysningane", "frå", "kven"},
    "en": {"and", "the", "your", "with", "this", "you", "we"},
    "sv": {"och", "inte", "att", "uppgifter"},
    "de": {"und", "nicht", "sie", "ihre", "wir", "oder"},
}
_SHORTEST = 14  # letters; shorter texts are alike in several languages
_FILLED_IN = re.compile(r"%\(\w+\)[sd]|\{\w+\}|<[^>]+>")
_NOT_READ = re.compile(r"<(script|style)\b.*?</\1>", re.DOTALL)
_ATTRIBUTES = ("title", "aria-label", "alt", "placeholder", "content", "value")


def shown_text(page: str) -> str:
    """Return what a page says: its text and the attributes that are read out, without names of languages."""
    if "<html" not in page:
        return page
    page = re.sub(
        r'<(\w+)[^>]*\slang="[a-z]{2}"[^>]*hreflang[^>]*>.*?</\1>', " ", _NOT_READ.sub(" ", page), flags=re.DOTALL
    )
    document = html.parse(page)
    said = [tag.get(name) for tag in document.all() for name in _ATTRIBUTES if tag.get(name)]
    return "\n".join([re.sub(r"<[^>]+>", " ", page), *said])


def leftovers(text: str, language: str) -> Iterator[str]:
    """Yield what a text in ``language`` has of another: frequent words, and whole pieces of the product's texts."""
    plain = " ".join(re.sub(r"https?://\S+", " ", text).split())
    words = set(re.findall(r"[^\W\d_]+", plain.casefold()))
    for code, frequent in _FREQUENT.items():
        if code != language:
            yield from (f"{code}: {word}" for word in sorted(words & (frequent - _FREQUENT.get(language, set()))))
    own = _pieces(language)
    for code in languages.known():
        if code != language:
            yield from (f"{code}: {piece}" for piece in _pieces(code) - own if piece in plain)


@cache
def _pieces(language: str) -> frozenset[str]:
    """Return the texts of the catalogues in a language, cut where something is filled in."""
    texts = list[Any]()
    codes = ("nb",) if language == languages.WRITTEN_IN else (language,)
    for code in codes:
        for path in [*catalogue_paths(code), Path(BASE_DIR) / "locale" / code / "LC_MESSAGES" / "django.po"]:
            with path.open("rb") as file:
                for message in read_po(file):
                    shown = message.id if language == languages.WRITTEN_IN else message.string
                    if message.id and message.context != "url":
                        texts += [shown] if isinstance(shown, str) else list(shown or ())
    pieces = (piece for text in texts for piece in _FILLED_IN.split(text or ""))
    return frozenset(plain for piece in pieces if len(plain := " ".join(piece.split()).strip(" .:,")) >= _SHORTEST)
