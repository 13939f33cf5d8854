"""What the journal and the letters call things, in words."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import translation

from privacy.journal import words as journal_words
from privacy.letters import composers
from privacy.register import in_force
from privacy.registry import own_apps
from tests.factories.copies import copied
from tests.factories.privacy import RetentionRuleFactory

APPS = [config.name for config in own_apps()]


def written(pattern: str) -> set[str]:
    """Return what the apps' own code names."""
    files = [path for app in APPS for path in (Path(settings.BASE_DIR) / app).rglob("*.py")]
    return {found for path in files for found in re.findall(pattern, path.read_text())}


def test_every_event_and_stream_of_the_code_has_words() -> None:
    events, streams = written(r'event="([a-z_.]+)"'), written(r'(?:stream|STREAM) ?= ?"([a-z_]+)"')
    assert len(events) > 30
    assert [one for one in sorted(events) if journal_words.event_in_words(one) == one] == []
    assert [one for one in sorted(streams) if journal_words.stream_in_words(one) == one] == []


def test_every_letter_has_words() -> None:
    kinds = composers.all_kinds()
    assert len(kinds) > 10
    assert [one for one in sorted(kinds) if journal_words.letter_in_words(one) == one] == []


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ('{"rule": "contact.message", "rows": 3}', "regel: Meldinger, rader: 3"),
        (
            '{"rule": "gone.rule", "terms": "delete:months.36"}',
            "regel: gone.rule, vilkår: slett raden etter 36 måneder",
        ),
        ('{"drill": false, "staff": null}', "øvelse: nei, ansatt: –"),
        ('{"columns": ["a", "b"]}', "kolonner: a, b"),
        ('{"unheard_of": 1}', "unheard_of: 1"),
        (f'{{"file": "{"ab" * 32}"}}', "fil: abababab…"),
        ('{"case": "1b6b84ee-610b-481c-925f-bfdd3fd38287"}', "sak: 1B6B-84EE"),
        ('{"received": "2026-11-30T13:57:16.968178+00:00"}', "mottatt: 30.11.2026 14:57"),
        ('{"day": "2026-11-30", "language": "nb"}', "dag: 30.11.2026, språk: Norsk bokmål"),
        (
            '{"kind": "dsar.received", "right": "other_use"}',
            "slag: forespørselen er mottatt, rettighet: protest mot annen bruk",
        ),
        ('{"P1": "kept", "granted": ["analytics"], "skipped": 1}', "P1: holdt, sagt ja til: analyse, ikke sendt: 1"),
    ],
)
@pytest.mark.django_db
def test_facts_are_told_in_words(facts: str, words: str) -> None:
    RetentionRuleFactory.create(key="contact.message", title={"nb": "Meldinger"})
    assert journal_words.facts_in_words(facts) == words


def test_what_has_no_words_stays() -> None:
    with translation.override("nb"):
        assert journal_words.event_in_words("bench.done") == "bench.done"


def test_a_list_does_not_ask_for_the_rule_of_each_entry(db: None, django_assert_num_queries: Any) -> None:
    copied("the published site", lambda: call_command("seed_site", verbosity=0))
    in_force.refresh()
    with translation.override("nb"), django_assert_num_queries(0):
        words = journal_words.facts_in_words('{"rule": "newsletter.pending", "rows": 3}')
    assert "newsletter.pending" not in words
