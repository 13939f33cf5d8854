import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy.inventory.subjects import normalise_address


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        (" Kari@Example.COM \n", "kari@example.com"),
        ("bjo\u0308rn@example.com", "bj\u00f6rn@example.com"),
        ("A\u030aSE@example.com", "\u00e5se@example.com"),
        ("kari+nyheter@example.com", "kari+nyheter@example.com"),
    ],
)
def test_address_has_one_form(written: str, stored: str) -> None:
    assert normalise_address(written) == stored


def test_other_mailbox_stays_another_mailbox() -> None:
    assert normalise_address("groß@example.com") != normalise_address("gross@example.com")


@given(st.text())
def test_normal_form_is_stable(text: str) -> None:
    assert normalise_address(normalise_address(text)) == normalise_address(text)


@given(st.emails())
def test_case_makes_no_other_person(address: str) -> None:
    assert normalise_address(address.upper()) == normalise_address(address.lower())
