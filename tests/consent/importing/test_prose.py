"""Pages without cookies to read, which are refused, and single rows that are listed."""

import pytest

from consent.importing.entries import read_entries
from consent.importing.errors import UnreadablePolicy
from consent.importing.reading import read_policy
from consent.importing.vendors import Directory

POLICY = """Cookies and privacy at Larch Looms

What are cookies?
Cookies are small text files. Some are deleted when you close the browser, others are stored for up to two years.

How we use cookies:
- to keep you logged in
- to remember your cart for 14 days

Types of cookies
Session cookies: deleted when you close the browser.
Third party cookies: set by partners such as Facebook, YouTube and LinkedIn.
Name: Larch Looms
You can delete cookies in Chrome, Safari and on an iPhone.
"""
TERMS = """Vilkår for kjøp hos Granbar Sport

1. Avtalen
Avtalen gjelder fra du har fått bekreftelsen. Angreretten varer i 14 dager.

Navn
Granbar Sport
Adresse
Storgata 1

2. Reklamasjon
Fristen er 2 år. Klager lagres i 3 år.
Informasjonskapsler: se personvernerklæringen.
"""
BLOG = """# What cookies are, and why you should care

## Setting a cookie

In JavaScript one writes to document.cookie, and in Python there is set_cookie():

    response.set_cookie("theme", "dark", max_age=3600)

localStorage
An API beside cookies that keeps text until it is deleted.

## How long do they live?

Some cookies expire after 30 minutes, others last for two years.

iPhone
Cookies are deleted after 7 days.
"""
DELIVERY = """<html lang="de"><body><h1>Versand der Töpferei Lehm</h1>
<table><tr><th>Name</th><th>Art</th><th>Dauer</th><th>Anbieter</th></tr>
<tr><td>Standard</td><td>Paket</td><td>2 Tage</td><td>DHL</td></tr>
<tr><td>Express</td><td>Paket</td><td>1 Tag</td><td>PostNord</td></tr></table>
<p>Diese Seite verwendet Cookies. Bestellungen werden nach 10 Jahren gelöscht.</p></body></html>
"""
REGISTER = """# Personvern hos Tindeklubben

| Opplysninger | Formål | Lagringstid |
|---|---|---|
| Navn | Medlemskap | 5 år |
| IP-adresse | Sikkerhet | 30 dager |

## Informasjonskapsler
Vi bruker informasjonskapsler for å huske innlogging. De slettes når du lukker nettleseren.

Hotjar
Hotjar viser oss hvordan siden brukes. Opplysningene lagres i 365 dager.
"""


@pytest.mark.parametrize("page", [POLICY, TERMS, BLOG, DELIVERY, REGISTER])
def test_page_without_cookies_by_name_is_refused(page: str, directory: Directory) -> None:
    with pytest.raises(UnreadablePolicy):
        read_policy(page.encode(), vendors=directory.known_names())


@pytest.mark.parametrize(
    ("text", "names", "skipped"),
    [
        ("Cookies\n_aa 3 days Acme\n_bb 2 years Acme\n", [], ["_aa", "_bb"]),
        ("Our cookies\n\n_acme_id\n\nThat was all.\n", [], ["_acme_id"]),
        (("Cookie name Type Function Lifetime\n_aa Technical Keeps the cart 1 day\n"
         "Third party - Acme Ads Used for advertising 12 months\n"), ["_aa"], ["Third party - Acme Ads"]),
        ("Cookies\n- login: knows you. Duration: 1 day.\n- Acme: maps. Duration: 1 day.\n", [], ["login", "Acme"]),
        ("Cookies\n\nThe API sets no cookies.\nclient_id\nThe id. It is valid for one year.\nclient_key\nThe key.\n",
         [], ["client_id", "client_key"]),
        ("Cookie name\nPurpose\nDuration\n_aa\nCart\n1 day\nAcme Fonts\nLetters\n1 year\n_bb\nLanguage\n2 days\n",
         ["_aa", "_bb"], ["Acme Fonts"]),
        ("Cookie;Provider;Duration\n_aa;Acme;1 day\nTotal;;\n", ["_aa"], ["Total"]),
        ("The cookie “acme_id” is ours. The cookie “_aa” too.\n\nCookie;Duration\n_aa;1 day\n", ["_aa"], ["acme_id"]),
    ],
)  # fmt: skip
def test_row_that_is_not_clear_is_listed(text: str, names: list[str], skipped: list[str], directory: Directory) -> None:
    entries = read_entries(read_policy(text.encode(), vendors=directory.known_names()), directory)
    assert [entry.name for entry in entries.taken] == names
    assert [row.text[: len(start)] for row, start in zip(entries.skipped, skipped, strict=True)] == skipped


def test_end_of_a_sentence_before_a_lifetime_is_no_part_of_it(directory: Directory) -> None:
    text = "Cookie * Scope Purpose Duration\n_aa Ours\n(1st Party)\nCounts for one day. 2 years\n"
    entries = read_entries(read_policy(text.encode(), vendors=directory.known_names()), directory)
    assert [entry.reading.seconds for entry in entries.taken] == [730 * 86400]
