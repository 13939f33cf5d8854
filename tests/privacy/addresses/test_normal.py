"""One mailbox is one person: every spelling of an address has one form."""
# ruff: noqa: RUF001 - characters that look like others are what these tests are about

import pickle
import unicodedata
from copy import deepcopy

import pytest
from django.core.mail import EmailMessage
from hypothesis import example, given
from hypothesis import strategies as st

from privacy.addresses.enums import AddressFault
from privacy.addresses.errors import InvalidAddress
from privacy.addresses.normal import Address, lookup_form, normalise_address

_SAME = [
    ("per@blåbær.example", "per@xn--blbr-roah.example"),
    ("per@BLÅBÆR.example", "per@XN--BLBR-ROAH.example"),
    ("per@bla\u030abær.example", "per@blåbær.example"),
    ("Per@Example.com", "Per@example.COM"),
    ("mia@ｅxample.com", "mia@example.com"),
    ("mia@ⓔxample.com", "mia@example.com"),
    ("ⓜｉa@example.com", "mia@example.com"),
    ("mia@example。com", "mia@example.com"),
    ("ｍｉａ＠ｅｘａｍｐｌｅ．ｃｏｍ", "mia@example.com"),
    ('"mia"@example.com', "mia@example.com"),
    (r'"m\ia"@example.com', "mia@example.com"),
    ('"mia.l"@example.com', "mia.l@example.com"),
    (r'"a\,b"@example.com', '"a,b"@example.com'),
    ("bjo\u0308rn@example.com", "björn@example.com"),
    (" Kari@Example.COM \n", "kari@example.com"),
    ("mia@faß.example", "mia@xn--fa-hia.example"),
    ("ας.β@example.com", "ΑΣ.Β@example.com"),
    ("ας.β@example.com", "ασ.β@example.com"),
    ("γιώργος'β@example.com", "ΓΙΏΡΓΟΣ'Β@example.com"),
    ("νίκος@example.com", "νίκοσ@example.com"),
    ("μας+α@example.com", "ΜΑϹ+Α@example.com"),
    ("ᲀᲁᲂᲃᲄᲅᲆᲇᲈ@example.com", "ВДОСТТЪѢꙊ@example.com"),
    ("ẞ@example.com", "ß@example.com"),
    ("Ꭰꭰ@example.com", "ᎠᎠ@example.com"),
]
_OTHERS = [
    ("mia+news@example.com", "mia@example.com"),
    ("mia.l@example.com", "mial@example.com"),
    ("groß@example.com", "gross@example.com"),
    ("groẞ@example.com", "gross@example.com"),
    ("ılker@example.com", "ilker@example.com"),
    ("mia@faß.example", "mia@fass.example"),
    ("mia@blåbær.example", "mia@blabaer.example"),
    ("mia@example.com", "mia@www.example.com"),
]
_UNSEEN = (
    "\u00ad\u200b\u200c\u200d\u200e\u202e\u2060\u2066\ufeff\u034f\u115f\u3164\ufe0f\u180e\U000e0061"
    "\x00\x0b\x1b\x7f\x85\u2028"
)
_REFUSED = [
    "t@[127.0.0.1]", "mia", "mia@", "@example.com", "mia@localhost", "mia@@example.com", "mia@x@example.com",
    "mia@x＠example.com", "mia＠x@example.com", '"a＠b"@example.com', "mia﹫x@example.com", ".mia@example.com",
    "mia.@example.com", "mi..a@example.com", "mi․․a@example.com", "mi…a@example.com", '""@example.com',
    '"mia@example.com',
    '"mia"x@example.com', "mia(x)@example.com", "Mia <mia@example.com>", "mia@example.com,per@example.com",
    "mia,per@example.com", "mi a@example.com", "mia @example.com", "mi\u00a0a@example.com", '"mi a"@example.com',
    "=?utf-8?q?mia?=@example.com", "\u0301mia@example.com", f"{'a' * 65}@example.com", f"mia@{'a.' * 130}com",
    "⑴@example.com", "mia\r\nBcc: per@example.com", "mia@example.com\x0b",
]  # fmt: skip


@pytest.mark.law("D-08", "X-13")
@pytest.mark.parametrize(("first", "second"), _SAME)
def test_spellings_of_a_mailbox_are_equal(first: str, second: str) -> None:
    assert normalise_address(first) == normalise_address(second)
    assert hash(normalise_address(first)) == hash(normalise_address(second))


@pytest.mark.parametrize(("first", "second"), _OTHERS)
def test_other_mailbox_stays_another_mailbox(first: str, second: str) -> None:
    assert normalise_address(first) != normalise_address(second)


@pytest.mark.parametrize("written", _REFUSED)
def test_what_names_no_mailbox_is_refused(written: str) -> None:
    with pytest.raises(InvalidAddress) as refused:
        normalise_address(written)
    assert str(refused.value) == str(refused.value.fault.label)


@pytest.mark.parametrize("character", _UNSEEN)
@pytest.mark.parametrize(
    "pattern", ["mi{}a@example.com", "mia@exam{}ple.com", '"karibcc{}:x"@example.com', "mia@example.com{}"]
)
def test_character_that_nobody_sees_is_refused(character: str, pattern: str) -> None:
    with pytest.raises(InvalidAddress) as refused:
        normalise_address(pattern.format(character))
    assert refused.value.fault == AddressFault.UNSEEN


def test_limit_counts_the_tags_of_a_mailbox_together() -> None:
    assert normalise_address("Mia+News@Example.com").counted == "mia@example.com"
    assert normalise_address('"mia+a"@example.com').counted == normalise_address("mia@example.com").counted
    assert normalise_address("+mia@example.com").counted == "+mia@example.com"
    assert normalise_address("mia.l@example.com").counted != normalise_address("mial@example.com").counted


def test_spelling_is_kept_beside_the_form() -> None:
    address = normalise_address(" Per@Blåbær.example ")
    assert (address, address.written) == ("per@xn--blbr-roah.example", "Per@Blåbær.example")
    assert (address.local, address.domain) == ("per", "xn--blbr-roah.example")
    assert normalise_address(address) is address
    for copied in (deepcopy(address), pickle.loads(pickle.dumps(address))):  # noqa: S301 - our own bytes
        assert (copied, copied.written) == (address, address.written)


def test_search_for_what_is_no_address_is_no_error() -> None:
    assert lookup_form(" T@[127.0.0.1] ") == "t@[127.0.0.1]"
    assert lookup_form("per@blåbær.example") == "per@xn--blbr-roah.example"


def _form(text: str) -> Address | None:
    try:
        return normalise_address(text)
    except InvalidAddress:
        return None


_PARTS = st.text(
    st.sampled_from("aAzZ09.+-_'\"\\@:,;<>( \x0bæÅßİﬀⓔｅ＠﹫．。ǅſK\u0301\u200b\u00ad"), min_size=1, max_size=8
)


@given(st.one_of(st.text(), st.builds("{}@{}.example".format, _PARTS, _PARTS)))
@example("mia＠example.com")
@example('"a@b"@example.com')
def test_form_is_stable_and_makes_a_letter_to_one_mailbox(text: str) -> None:
    address = _form(text)
    if address is None:
        return
    assert normalise_address(str(address)) == address
    letter = EmailMessage("subject", "text", "post@example.com", [address]).message()
    assert "\n" not in letter["To"]
    if address.isascii():
        assert letter["To"] == address


@given(st.emails())
def test_case_makes_no_other_person(address: str) -> None:
    assert _form(address.upper()) == _form(address.lower())


def test_cases_of_a_letter_are_one_mailbox_wherever_it_stands() -> None:
    # Those with a case of one letter; the i without a dot is a letter of its own, with the capital of the other.
    letters = [chr(code) for code in range(0x80, 0x20000) if unicodedata.category(chr(code)) in ("Ll", "Lu")]
    for letter in letters:
        cases = [case for case in (letter.upper(), letter.lower()) if len(case) == 1 and letter != "ı"]
        for place in ("{}", "a{}", "a{}.b", "a{}b", "a{}1"):
            forms = {lookup_form(f"{place.format(case)}@example.com") for case in (letter, *cases)}
            assert len(forms) == 1, (letter, forms)


@pytest.mark.parametrize("written", ["γιώργος.νίκος@example.com", "σας-β@example.com", "ßøå@example.com"])
def test_address_in_usual_spelling_is_its_own_form(written: str) -> None:
    assert normalise_address(written) == written
