"""Lifetimes inside sentences."""

import pytest

from consent.importing.expiry import lifetime_in
from privacy.law.lifetimes import read_lifetime

DAY = 86400


@pytest.mark.parametrize(
    ("sentence", "seconds"),
    [
        ("It counts visits. It expires after 10 minutes.", 600), ("Default expiration time: 24 hours.", DAY),
        ("Saved for two years after the last visit.", 730 * DAY), ("Removed when the browser closes.", 0),
        ("Slettes når du lukker nettleseren.", 0), ("Blir sletta etter 30 dagar.", 30 * DAY),
        ("Lagras i upp till ett år.", 365 * DAY), ("Gemmes i 30 dage.", 30 * DAY),
        ("Wird nach 24 Stunden gelöscht.", DAY), ("Bleibt 2 Jahre gespeichert.", 730 * DAY),
        ("Ce cookie expire après 13 mois.", 390 * DAY), ("Wordt 2 jaar bewaard.", 730 * DAY),
        ("Vanhenee 2 vuoden kuluttua.", 730 * DAY), ("Se elimina al cerrar el navegador.", 0),
    ],
)  # fmt: skip
def test_lifetime_beside_a_verb_is_read(sentence: str, seconds: int) -> None:
    assert read_lifetime(lifetime_in(sentence)).seconds == seconds


@pytest.mark.parametrize(
    "sentence",
    [
        "Stored session data of the shop.", "Saved data on your visits in the last 30 days.",
        "Expires after 1 year. Also stored for 2 days.", "Speicherdauer: 2 Jahre bzw. 24 Stunden.", "Counts 30 days.",
    ],
)  # fmt: skip
def test_sentence_without_a_clear_lifetime_has_none(sentence: str) -> None:
    assert lifetime_in(sentence) == ""
