"""The domain half against the test vectors of Unicode."""

from pathlib import Path

import pytest

from privacy.addresses.domains import ascii_domain
from privacy.addresses.enums import AddressFault
from privacy.addresses.errors import InvalidAddress
from privacy.addresses.normal import normalise_address


def vectors() -> list[tuple[str, str]]:
    text = Path(__file__).with_name("uts46.tsv").read_text(encoding="ascii")
    lines = [line.split("\t") for line in text.split("\n") if line and not line.startswith("#")]
    return [(written.encode().decode("unicode_escape"), ascii_form) for written, ascii_form in lines]


def form_of(domain: str) -> str:
    try:
        return ascii_domain(domain)
    except InvalidAddress:
        return ""


def test_domains_have_the_form_that_unicode_says() -> None:
    rows = vectors()
    assert len(rows) > 6000
    forms = [(written, wanted, form_of(written)) for written, wanted in rows]
    # A domain without a dot, or that ends in a number, has a form, but no mail goes to it.
    assert [row for row in forms if row[2] and row[2] != row[1]] == []
    refused = [wanted for _written, wanted, form in forms if wanted and not form]
    assert [wanted for wanted in refused if "." in wanted and not wanted.rpartition(".")[2].isdigit()] == []
    assert len([form for _written, _wanted, form in forms if form]) > 200


def test_form_is_its_own_form() -> None:
    forms = {form for written, _wanted in vectors() if (form := form_of(written))}
    assert {form for form in forms if form_of(form) != form} == set()


@pytest.mark.parametrize(
    "domain",
    [
        "[127.0.0.1]", "[IPv6:::1]", "127.0.0.1", "127.0.0.10", "1.2.3.0x7f", "localhost", "example.com.",
        ".example.com",
        "exam..ple.com", "-a.com", "a-.com", "ex_ample.com", "exa mple.com", "xn--example-", "xn--a.com",
        "xn--mia-.com",
        "☕.example", "example⒈com", "example.com?x=1", "", "ab--c.com", f"{'a' * 64}.com",
    ],
)  # fmt: skip
def test_what_is_no_domain_is_refused(domain: str) -> None:
    with pytest.raises(InvalidAddress) as refused:
        normalise_address(f"mia@{domain}")
    assert refused.value.fault in {AddressFault.DOMAIN, AddressFault.UNSEEN}
