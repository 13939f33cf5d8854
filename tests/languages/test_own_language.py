"""A company in another country, in its own language: nothing on its pages or in its letters is in any other."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
import pytest

from privacy.web import html
from proviso_site.settings.places import BASE_DIR
from tests.databases import create_migrated
from tests.languages.leftovers import leftovers, shown_text

pytestmark = pytest.mark.long
HERE = Path(__file__).parent


class Company(NamedTuple):
    """A company of the test: seed, languages, its question about cookies, and pages and words of its own."""

    seed: str
    languages: str
    question: str
    paths: tuple[str, ...]
    words: tuple[str, ...]


COMPANIES = [
    Company(
        "swedish.toml",
        "sv,en",
        "Får vi använda kakor?",
        ("/integritet/", "/kakor/", "/mina-uppgifter/", "/nyhetsbrev/", "/kontakt/", "/provkonto/"),
        ("Integritetsskyddsmyndigheten", "dataskyddsförordningen (GDPR)", "personuppgiftsansvarig"),
    ),
    Company(
        "german.toml",
        "de",
        "Dürfen wir Cookies verwenden?",
        ("/datenschutz/", "/einwilligung/", "/meine-daten/", "/newsletter/", "/kontakt/", "/probekonto/"),
        ("Unabhängiges Landeszentrum für Datenschutz", "DSGVO", "Aufsichtsbehörde"),
    ),
]


@pytest.fixture(scope="module", params=COMPANIES, ids=lambda company: company.languages)
def seen(
    request: pytest.FixtureRequest, django_db_setup: None, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Company, dict[str, Any]]:
    """What visitors and subscribers of a company read."""
    company: Company = request.param
    database = f"own_language_{company.languages.partition(',')[0]}"
    create_migrated(database)
    folder = tmp_path_factory.mktemp(database)
    own = {
        "DATABASE_URL": f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{database}",
        "DJANGO_SETTINGS_MODULE": "proviso_site.settings.test",
        "ERASURE_LEDGER": str(folder / "erasures.log"),
        "LANGUAGES": company.languages,
        "SEED_FILE": str(HERE / company.seed),
        "TEST_ROOT": str(folder),
    }
    environment = {name: value for name, value in os.environ.items() if name not in ("TEST_SERVICES", "VAR")}
    command = [sys.executable, "-m", "tests.languages.walk", str(HERE / company.seed)]
    done = subprocess.run(
        command, env=environment | own, cwd=BASE_DIR, capture_output=True, text=True, check=False, timeout=600
    )
    assert done.returncode == 0, done.stderr[-3000:]
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")
    return company, json.loads(done.stdout.splitlines()[-1])


@pytest.mark.law("L-01")
def test_every_page_is_in_the_language_of_its_address(seen: tuple[Company, dict[str, Any]]) -> None:
    company, answers = seen
    for language, found in answers["languages"].items():
        assert len(found["pages"]) > 30
        for path, (status, text) in found["pages"].items():
            assert status < 500, path
            assert list(leftovers(shown_text(text), language)) == [], path
            if "<html" in text:
                assert next(html.parse(text).all("html")).get("lang") == language, path
        old_link = {f"old link to the settings, {act}" for act in ("opened", "renew", "leave")}
        assert old_link <= {path for path, (status, _text) in found["pages"].items() if status == 200}
    assert set(company.paths) <= set(answers["languages"][company.languages.partition(",")[0]]["pages"])


@pytest.mark.law("L-01")
def test_every_letter_is_in_the_language_of_its_reader(seen: tuple[Company, dict[str, Any]]) -> None:
    _company, answers = seen
    for language, found in answers["languages"].items():
        assert len(found["letters"]) > 70
        for name, text in found["letters"].items():
            assert list(leftovers(text, language)) == [], name


def test_policy_is_printed_in_its_language(seen: tuple[Company, dict[str, Any]]) -> None:
    company, answers = seen
    assert set(answers["pdf"]) == set(company.languages.split(","))
    for language, words in answers["pdf_words"].items():
        assert list(leftovers(words, language)) == []


def test_policy_speaks_as_the_law_does_there(seen: tuple[Company, dict[str, Any]]) -> None:
    company, answers = seen
    _status, policy = answers["languages"][company.languages.partition(",")[0]]["pages"][company.paths[0]]
    assert [words for words in company.words if words not in policy] == []


def test_question_about_cookies_is_asked(seen: tuple[Company, dict[str, Any]]) -> None:
    company, answers = seen
    _status, home = answers["languages"][company.languages.partition(",")[0]]["pages"]["/"]
    assert company.question in home


def test_what_is_in_another_language_is_found() -> None:
    assert "en: and" in set(leftovers("Läs the policy and more", "sv"))
    assert "nb: Få nyhetsbrevet" in set(leftovers("x Få nyhetsbrevet y", "de"))
