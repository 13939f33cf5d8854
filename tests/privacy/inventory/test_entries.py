"""What goes of a column that names several people when one of them is erased, and how it comes back."""

from typing import Any

import pytest

from privacy.inventory import entries
from privacy.inventory.entries import MARK, names_of, with_again, without
from privacy.inventory.people import Who, addresses_in_text

KARI, OLA = "kari@example.com", "ola@example.com"
OF = names_of(KARI)


@pytest.mark.parametrize(
    ("value", "left"),
    [
        ([KARI, OLA], [OLA]),
        (["KARI@Example.com", "Kari <kari@example.com>", OLA], [OLA]),
        ([{"to": KARI, "name": "Kari"}, {"to": OLA, "name": "Ola"}], [{"to": OLA, "name": "Ola"}]),
        ([{"to": KARI, "cc": [OLA, KARI]}], [{"to": MARK, "cc": [OLA]}]),
        ({"to": KARI, "cc": [OLA, KARI], "n": 1.5}, {"to": MARK, "cc": [OLA], "n": 1.5}),
        ({"to": OLA, "first": {"to": KARI, "name": "Kari"}}, {"to": OLA, "first": {}}),
        ({KARI: "owner", OLA: "reader"}, {OLA: "reader"}),
        ({KARI: [OLA]}, {MARK: [OLA]}),
        ([[KARI, "owner"], [OLA, "reader"]], [[OLA, "reader"]]),
        ("kari@example.com, ola@example.com", f"{MARK}, {OLA}"),
        ("Kari Nordmann <kari@example.com>; ola@example.com\n", f"{MARK}; {OLA}\n"),
        ("Ola (ola@example.com), and Kari (kari@example.com).", f"Ola (ola@example.com), and Kari ({MARK})."),
        ('{"cc": ["kari@example.com", "ola@example.com"]}', f'{{"cc": ["{MARK}", "{OLA}"]}}'),
        ("mailto:kari@example.com 'ola@example.com'", f"mailto:{MARK} 'ola@example.com'"),
        # Others whose address only holds this one, and a list without this person.
        (["akari@example.com", "kari@example.com.au", KARI], ["akari@example.com", "kari@example.com.au"]),
        ([OLA, None, 3], [OLA, None, 3]),
    ],
)
def test_only_the_entries_of_the_person_go(value: Any, left: Any) -> None:
    assert without(value, OF) == left
    assert with_again(left, value, OF) == value


@pytest.mark.parametrize("value", [[KARI], {"to": KARI}, "Write to kari@example.com", "nobody", [], {}, None])
def test_column_that_names_nobody_else_is_emptied_as_a_whole(value: Any) -> None:
    assert without(value, OF) is None


@pytest.mark.parametrize("who", [(KARI, "kari@old.example.com"), "kari@old.example.com"])
def test_all_addresses_of_a_person_go(who: Who) -> None:
    assert without(["Kari@Old.Example.com", OLA], names_of(who)) == [OLA]


def test_letters_of_a_domain_are_read_in_both_spellings() -> None:
    assert without(["kari@blåbær.example.com", OLA], names_of("kari@xn--blbr-roah.example.com")) == [OLA]


def test_entries_come_back_beside_what_others_have_changed_since() -> None:
    assert with_again([OLA, "per@example.com"], [KARI, OLA], OF) == [OLA, "per@example.com", KARI]
    assert with_again([], [KARI, OLA], OF) == [KARI]
    assert with_again([KARI, OLA], [KARI, OLA], OF) == [KARI, OLA]
    assert with_again("new words", f"{KARI}, {OLA}", OF) is None
    assert with_again("new words", KARI, OF) is None


def test_names_of_a_person_say_nothing_and_are_others_each_time() -> None:
    assert not any("kari" in name for name in OF)
    assert names_of(KARI) != OF


def test_mark_is_no_address_and_no_longer_than_any() -> None:
    assert not addresses_in_text(entries.MARK)
    assert len(entries.MARK) <= len("a@b.c")
