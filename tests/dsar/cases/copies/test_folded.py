"""Passages are found as people read them (LAW D-16)."""

import unicodedata

import pytest

from dsar.cases.copies import folded

pytestmark = pytest.mark.law("D-16")


@pytest.mark.parametrize(
    ("passage", "value", "cut"),
    [
        ("Pål Sørås", unicodedata.normalize("NFD", "Om Pål Sørås."), unicodedata.normalize("NFD", "Pål Sørås")),
        (unicodedata.normalize("NFD", "Pål Sørås"), "Om PÅL SØRÅS.", "PÅL SØRÅS"),
        ("Per-Olav", "Om per\u2011olav.", "per\u2011olav"),
        ("Straße", "STRASSE 4", "STRASSE"),
        ("fi", "Sta\ufb01n", "\ufb01"),
        ("Per Berg", "Om Per \t\n Be\xadrg.", "Per \t\n Be\xadrg"),
        ("Berg", "Per\xa0Berg", "Berg"),
        ("Pal", "Pål", ""),
        ("Pa", unicodedata.normalize("NFD", "På"), ""),
        ("PerBerg", "Per Berg", ""),
        ("\xad", "a\xadb", ""),
        (" ", "a b", ""),
    ],
)
def test_folding_finds_the_original_range(passage: str, value: str, cut: str) -> None:
    assert [value[start:end] for start, end in folded.spans(passage, value)] == [cut][: bool(cut)]


def test_folded_ranges_are_whole_characters_of_any_text() -> None:
    text = "".join(map(chr, range(0x20, 0x3000))) * 2
    whole = folded.fold(text)
    assert len(whole.text) == len(whole.starts) == len(whole.ends)
    assert whole.starts == sorted(whole.starts)
    assert folded.fold(whole.text).text == whole.text
