import re
from typing import Any

import pytest
from django.utils.translation import override

from privacy.register import operations as register
from privacy.register.frozen import register as frozen
from privacy.register.purposes.models import Controller
from privacy.register.statements import rendering
from privacy.register.statements.errors import UnrenderablePolicy
from privacy.register.statements.models import Statement
from privacy.web.html import parse
from tests.factories.privacy import (
    NOW,
    PurposeFactory,
    RetentionRuleFactory,
    StatementFactory,
    VendorFactory,
    both,
    passage,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register")]


def outline(html: str) -> list[str]:
    """Return the tags of a page, without its words."""
    elements = list(parse(html).all())
    assert not [name for element in elements for name in element.attributes if name.startswith("on") or name == "style"]
    return [element.tag for element in elements]


def rendered(language: str = "nb") -> str:
    return rendering.render(register.freeze(now=NOW), language)


def says(text: str, **facts: Any) -> str:
    """Return how a passage with this text looks."""
    StatementFactory.create(text=passage("Del", text), **facts)
    return rendered()


def test_facts_are_filled_in() -> None:
    html = says("{name}, {contact_email}, [{authority_name}]({authority_url})")
    assert "Eksempel AS, personvern@example.com" in html
    assert '<a href="https://www.datatilsynet.no">Datatilsynet</a>' in html


def test_facts_that_are_settings_are_filled_in(settings: Any) -> None:
    settings.PRIVACY = settings.PRIVACY | {
        "CONTROLLER": settings.PRIVACY["CONTROLLER"] | {"organisation_number": "974760673"}
    }
    assert "974760673" in says("Org.nr. {organisation_number}")


def test_braces_that_name_no_fact_stay() -> None:
    assert "{nothing_of_ours}" in says("{nothing_of_ours}")


@pytest.mark.parametrize(
    ("text", "forbidden"),
    [
        ("![x](https://tracker.example.com/pixel.gif)", "<img"),
        ("<script>alert(1)</script>", "<script"),
        ('<img src=x onerror="alert(1)">', "<img"),
        ("[klikk](javascript:alert(1))", 'href="javascript'),
        ("[klikk](data:text/html,x)", 'href="data'),
        ('<a href="/" onclick="x()">a</a>', '<a href="/" onclick'),
        ("<iframe src='https://example.com'></iframe>", "<iframe"),
        ("<style>*{display:none}</style>", "<style"),
    ],
)
def test_markup_in_a_statement_is_not_let_through(text: str, forbidden: str) -> None:
    assert forbidden not in says(text)


def test_markup_in_a_fact_is_not_let_through() -> None:
    Controller.objects.update(name="<script>alert(1)</script>")
    html = says("{name}\n\n{table:controller}")
    assert "<script" not in html
    assert html.count("&lt;script&gt;") >= 2


def test_markup_in_a_table_is_not_let_through() -> None:
    VendorFactory.create(name="<b>Vert</b>", does=both("<i>Leverer</i>"))
    html = says("{table:recipients}")
    assert "<b>" not in html
    assert "&lt;b&gt;Vert&lt;/b&gt;" in html
    assert "<i>" not in html


@pytest.mark.law("P1", "G-01", "G-05", "G-07")
@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_tables_show_the_register(language: str) -> None:
    PurposeFactory.create(title=both("Nyhetsbrev"))
    RetentionRuleFactory.create(title=both("Abonnement"), period=both("1 uke"))
    VendorFactory.create(name="Vert", parent_country="IE", storage_countries=["IE", "NO"])
    StatementFactory.create(text=passage("Tabeller", "{table:purposes}\n\n{table:recipients}\n\n{table:retention}"))
    html = rendered(language)
    for text in ("Nyhetsbrev", "Abonnement", "1 uke"):
        assert f"{text} ({language})" in html
        assert html.count(f"{text} (") == html.count(f"{text} ({language})")
    assert {"nb": "Irland, Norge", "nn": "Irland, Noreg", "en": "Ireland, Norway"}[language] in html
    bases = {"nb": "Samtykke (personvernforordningen art. 6", "nn": "Samtykke (personvernforordninga art. 6"}
    assert bases.get(language, "Consent (GDPR Art. 6(1)(a))") in html
    assert "{table:" not in html


def test_staff_purposes_are_not_in_the_tables() -> None:
    staff = PurposeFactory.create(title=both("Ansatte"), is_in_notice=False)
    RetentionRuleFactory.create(title=both("Innlogging"), purpose=staff)
    html = says("{table:purposes}\n\n{table:retention}")
    assert "Ansatte" not in html
    assert "Innlogging" not in html


def test_table_is_called_for_on_a_line_of_its_own() -> None:
    html = says("Se {table:purposes} her.")
    assert "<table" not in html


def test_passages_of_a_section_stand_together_in_their_order() -> None:
    Statement.objects.all().delete()
    StatementFactory.create(section="b", order=1, text=passage("B", "første"))
    StatementFactory.create(section="a", order=2, text=passage("A", "andre"))
    StatementFactory.create(section="b", order=3, text=both("tredje"))
    html = rendered()
    places = [html.index(word) for word in ("første", "tredje", "andre")]
    assert places == sorted(places)
    assert html.count("<section") == 2


def test_contents_lead_to_every_section() -> None:
    StatementFactory.create(text=passage("Hvem som får opplysninger", "x"))
    html = rendered()
    links = re.findall(r'href="#([^"]+)"', html)
    assert links == re.findall(r'<h2 id="([^"]+)"', html)[1:] == ["kort-fortalt-nb", "hvem-som-far-opplysninger-nb"]


def test_signs_in_a_heading_are_shown_once() -> None:
    html = says("x") and rendering.render(_with_heading("Avtaler & *vilkår* <b>"), "nb")
    assert html.count("Avtaler &amp; vilkår &lt;b&gt;") == 2
    assert "&amp;amp;" not in html


def _with_heading(heading: str) -> frozen.Register:
    content = frozen.serialize(register.freeze(now=NOW))
    content["privacy"]["statements"] = [
        {"key": "x", "section": "x", "text": {"nb": f"## {heading}\n\nx", "en": "## x"}, "otherwise": {}}
    ]
    return frozen.parse(content)


def test_published_text_is_the_one_that_was_chosen() -> None:
    StatementFactory.create(text=passage("Del", "Lovet."), otherwise=passage("Del", "Ærlig."))
    content = frozen.serialize(register.freeze(now=NOW))
    content["privacy"]["statements"][-1]["published"] = "otherwise"
    html = rendering.render(frozen.parse(content), "nb")
    assert "Ærlig." in html
    assert "Lovet." not in html


@pytest.mark.law("L-01")
def test_languages_have_the_same_structure() -> None:
    VendorFactory.create()
    StatementFactory.create(text=passage("Alt", "{table:controller}\n\n- a\n- b\n\n{table:recipients}"))
    StatementFactory.create(text=passage("Mer", "{table:purposes}\n\n{table:retention}"))
    assert outline(rendered("nb")) == outline(rendered("en"))
    assert rendered("nb") != rendered("en")


def test_language_of_the_page_does_not_matter() -> None:
    with override("en"):
        in_english = rendering.render(register.freeze(now=NOW), "nb")
    assert in_english == rendering.render(register.freeze(now=NOW), "nb")


def test_rendering_is_repeatable() -> None:
    draft = register.freeze(now=NOW)
    assert rendering.render(draft, "nb") == rendering.render(draft, "nb")


def test_unknown_table_is_named() -> None:
    with pytest.raises(UnrenderablePolicy, match="nothing"):
        says("{table:nothing}")


def test_section_without_a_heading_is_named() -> None:
    StatementFactory.create(key="headless", text=both("Bare tekst"))
    with pytest.raises(UnrenderablePolicy, match="headless"):
        rendered()


def test_recipient_whose_role_nobody_has_entered_is_shown_without_one() -> None:
    """An import of an old policy makes such rows; the draft must be readable, though it cannot be published."""
    VendorFactory.create(name="Ukjent", role="")
    assert "Ukjent" in says("{table:recipients}")
