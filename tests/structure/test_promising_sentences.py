"""What the site says outside its policy promises nothing, or is a registered sentence.

Every text that visitors may read is searched, in Norwegian and in English, for words with which a company promises
something of itself. A text with such words is registered with its promises (``site_sentences``), or is listed in
``no_promise.toml`` under the reason why it promises nothing.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation
from django.utils.html import strip_tags
from django.utils.translation import gettext, pgettext

from privacy.register.statements import site_sentences
from tools.untranslated import words_in_sources

ROOT = Path(settings.BASE_DIR)
pytestmark = pytest.mark.law("T-10")

_NB_VERBS = (
    "svarer|sender|stopper|stanser|sletter|retter|begrenser|deler|bruker|lagrer|beholder|fjerner|spør|ber|skriver|lager"
    "|husker|leser|setter|ser|teller|gir|selger|følger|ordner|begynner|behandler|sørger|varsler|oppdaterer|anonymiserer"
    "|passer"
)
_EN_VERBS = (
    "answer|send|stop|delete|erase|correct|limit|restrict|pass|remove|tell|ask|write|share|use|sell|store|keep|hold|make"
    "|remember|read|set|see|look|handle|sort|start|begin|notify|update|anonymise|make sure|count|follow"
)
_NB_NUMBERS = r"\d+|én|to|tre|fire|fem|seks|sju|ti|fjorten|tretti|noen"
_EN_NUMBERS = r"\d+|one|two|three|four|five|six|seven|ten|fourteen|thirty|some"
PROMISING: Mapping[str, re.Pattern[str]] = {
    "nb": re.compile(
        # What we do, and what happens to data by itself.
        rf"\bvi (?:\w+ )?(?:{_NB_VERBS})\b|\b(?:{_NB_VERBS}) vi\b|\b(?:slettes|lagres|lastes|sendes|stoppes|rettes"
        r"|deles|begrenses|besvares|fjernes|forsvinner|blir (?:borte|slettet|sendt|besvart))\b"
        r"|\bhører fra oss\b|\bfår svar\b"
        # Without exception, or in time.
        r"|\b(?:aldri|alltid|innen|senest|straks|med en gang|like lett|ingenting|garanter\w+|vi lover|til enhver tid)\b"
        rf"|\b(?:{_NB_NUMBERS}) (?:dager|døgn|timer|uker|uke|måneder|måned|år)\b"
        rf"|\bsaksbehandler (?:{_NB_VERBS}|leser)\b|\b(?:en av oss \w+er|\w+er en av oss)\b|\bslutter av seg selv\b",
        re.IGNORECASE,
    ),
    "en": re.compile(
        rf"\bwe (?:\w+ )?(?:{_EN_VERBS})\b|\bwe will\b|\b(?:is|are) (?:then |always |never |neither )?(?:deleted"
        r"|erased|removed|stored|loaded|sent|stopped|shared|answered|passed|gone)\b"
        r"|\byou (?:have|get) (?:our|an|your) answer\b"
        r"|\b(?:never|always|at once|within|guarantee\w*|we promise|as easy as|only (?:when|if|after)|nothing)\b"
        rf"|\b(?:{_EN_NUMBERS}) (?:days?|hours?|weeks?|months?|years?)\b"
        r"|\bcase worker (?:handles|corrects|limits|reads)\b|\bone of us \w+s\b|\bends by itself\b",
        re.IGNORECASE,
    ),
}
# What only staff read.
STAFF = re.compile(
    r"/admin/|^templates/dev/|/audit/|/importing/|^consent/setup/|/inspection/|/mail/breach_alarm|^dsar/(desk|fulfilment)/|^proviso_site/(?!pages/)"
    r"|/(admin\w*|dashboard|promises\w*|\w*check\w*|section|objections|models|inspection|charts|errors|personal_data|datasets|ledger|journalled)\.py$"
    r"|^privacy/(?!templates/)(?!.*/(enums|\w+_words|emails|sentences)\.py$)|^consent/(gate|services)/(?!enums)"
    r"|^privacy/(register/promises|register/statements|verdicts|retention|breaches)/|^dsar/cases/deadline_check"
)
# What the law demands of everybody is no promise of ours.
BY_LAW = ("By law ", "The law does not ")

EXCEPTIONS = tomllib.loads((Path(__file__).parent / "no_promise.toml").read_text(encoding="utf-8"))["exceptions"]


def is_promising(text: str, language: str) -> bool:
    return bool(PROMISING[language].search(text))


def registered() -> set[str]:
    with translation.override("en"):
        return {
            str(text) for sentence in site_sentences.registry.values() for text in (sentence.text, sentence.otherwise)
        }


def public_texts() -> Iterator[tuple[str, str, str]]:
    """Yield the file, the msgid and the Norwegian words of each text that visitors may read."""
    for words in words_in_sources(ROOT):
        if not STAFF.search(words.file):
            with translation.override("nb"):
                text = gettext(words.msgid) if words.context is None else pgettext(words.context, words.msgid)
            yield words.file, words.msgid, text


def excepted() -> set[str]:
    return {text for exception in EXCEPTIONS for text in exception["texts"]}


def test_promising_texts_are_registered() -> None:
    known = registered() | excepted()
    loose = [
        f"{file}: “{msgid}” ({text})"
        for file, msgid, text in public_texts()
        if msgid not in known and (is_promising(msgid, "en") or is_promising(text, "nb"))
    ]
    hint = "Register these with the promises they make (site_sentences.sentence), or say why they make none."
    assert "\n".join(loose) == "", hint


def test_pages_without_a_catalogue_promise_nothing() -> None:
    folders = [ROOT / "templates", *ROOT.glob("*/templates")]
    loose = [
        name
        for folder in folders
        for path in folder.rglob("*")
        if path.suffix in (".html", ".txt")
        and not STAFF.search(name := path.relative_to(ROOT).as_posix())
        and "i18n" not in (source := path.read_text(encoding="utf-8"))
        and is_promising(_shown(source), "nb")
    ]
    assert loose == []


def _shown(source: str) -> str:
    source = re.sub(r"\{% comment %\}.*?\{% endcomment %\}", " ", source, flags=re.DOTALL)
    return strip_tags(re.sub(r"\{[%{].*?[%}]\}", " ", source))


def test_what_is_said_otherwise_promises_nothing() -> None:
    loose = []
    for key, sentence in site_sentences.registry.items():
        for language in ("en", "nb"):
            with translation.override(language):
                text = str(sentence.otherwise)
            with translation.override("en"):
                is_law = str(sentence.otherwise).startswith(BY_LAW)
            if is_promising(text, language) and not is_law and str(sentence.otherwise) not in excepted():
                loose.append(f"{key} ({language}): {text}")
    assert "\n".join(loose) == ""


def test_exceptions_are_still_said() -> None:
    said = {msgid for _file, msgid, _text in public_texts()}
    assert excepted() <= said


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Vi sletter meldingen etter tre dager.", "nb"),
        ("Da sender vi kravet videre.", "nb"),
        ("En saksbehandler retter det.", "nb"),
        ("Opplysningene forsvinner av seg selv.", "nb"),
        ("Du hører fra oss i løpet av uken.", "nb"),
        ("Kopien er klar innen fristen.", "nb"),
        ("Vi deler aldri noe med andre.", "nb"),
        ("Your address is deleted afterwards.", "en"),
        ("We never share anything.", "en"),
        ("A case worker corrects it.", "en"),
        ("It takes two weeks.", "en"),
    ],
)
def test_promises_in_other_words_are_found(text: str, language: str) -> None:
    assert is_promising(text, language)


@pytest.mark.parametrize("text", ["Skriv e-postadressen din.", "Personvernerklæring", "Hva lurer du på?"])
def test_plain_texts_are_left_alone(text: str) -> None:
    assert not is_promising(text, "nb")


def test_every_registered_sentence_is_shown_and_every_one_shown_is_registered() -> None:
    files = (
        [path for path in ROOT.glob("*/**/*.html") if "templates" in path.parts]
        + list(ROOT.glob("*/templates/**/*.txt"))
        + list((ROOT / "templates").rglob("*.html"))
    )
    code = [
        path for app in ("consent", "contact", "dsar", "newsletter", "privacy") for path in (ROOT / app).rglob("*.py")
    ]
    used = {
        key
        for path in (*files, *code)
        for key in re.findall(
            r"(?:promised(?:_lazily)?|summary_line)[ (][\"']([\w.-]+)[\"']", path.read_text(encoding="utf-8")
        )
    }
    prefixes = tuple(key for key in used if key.endswith("."))
    keys = set(site_sentences.registry)
    assert {key for key in used if not key.endswith(".")} - {"newsletter.erasure", "key"} <= keys
    assert {key for key in keys if key not in used and not key.startswith(prefixes)} == set()
