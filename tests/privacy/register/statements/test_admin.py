from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from privacy.policy import publishing
from privacy.register import in_force
from privacy.register.promises.models import PromiseVerdict
from privacy.register.promises.registry import kept
from privacy.register.statements.models import Statement
from privacy.web.html import parse
from tests.factories.privacy import NOW, StatementFactory, VendorFactory, both, passage
from tests.privacy.conftest import Promising
from tests.words import says

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register")]
PREVIEW = "/admin/privacy/statement/preview/"
LANGUAGES = ("nb", "nn", "en")


def staff(client: Client, *permissions: str) -> None:
    user = User.objects.create_user("redaktor@example.com", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions, content_type__app_label="privacy"))
    client.force_login(user)


def written(text: str, **more: Any) -> dict[str, Any]:
    return {"key": "ny", "section": "intro", **{f"text_{code}": text for code in LANGUAGES}, **more}


def shown(client: Client, data: dict[str, Any], *, part: bool = True) -> str:
    headers = {"X-Requested-With": "preview"} if part else {}
    response = client.post(PREVIEW, data, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def test_preview_shows_passage_and_policy_in_every_language_and_stores_nothing(client: Client) -> None:
    staff(client, "change_statement")
    before = Statement.objects.count()
    html = shown(client, written("Skriv til **{contact_email}**."))
    assert html.count("Skriv til <strong>personvern@example.com</strong>.") == 2 * len(LANGUAGES)
    assert "<html" not in html
    assert Statement.objects.count() == before


def test_preview_is_a_page_of_its_own_without_scripts(client: Client) -> None:
    staff(client, "change_statement")
    html = shown(client, written("Hei."), part=False)
    assert "<html" in html
    assert "Hei." in html


def test_preview_tells_what_is_wrong_and_what_the_linter_says(client: Client) -> None:
    staff(client, "change_statement")
    data = written(
        "Vi kan bruke dem til annet.", promises=["P29"], rows=["vendors/nobody"], conditions=["third-country"]
    )
    data["text_nn"] = ""
    html = shown(client, data)
    for words in ("Mangler tekst på: Norsk nynorsk", "vendors/nobody er ikke i registeret", "third-country", "P29"):
        assert words in html
    data = written("Vi kan bruke dem til annet.")
    assert "G-21 Vage ord" in shown(client, data)
    assert "«Vi kan bruke»" in shown(client, data)


def test_preview_follows_the_last_verdict(client: Client) -> None:
    staff(client, "change_statement")
    data = written("Lovet.", promises=["P29"], otherwise_nb="Ærlig.", otherwise_nn="Ærleg.", otherwise_en="Honest.")
    PromiseVerdict.objects.create(promise="P29", kind="unproven", figure="3 av 4", checked_at=NOW)
    html = shown(client, data)
    assert "Ærlig." in html
    assert (
        html.index("Ærlig.")
        < html.index(says("The text itself, which would not be published now:"))
        < html.index("Lovet.")
    )
    assert "3 av 4" in html
    PromiseVerdict.objects.update(kind="kept")
    assert "Lovet." in shown(client, data)


def test_preview_shows_the_difference_to_what_is_in_force(client: Client) -> None:
    staff(client, "change_statement")
    publishing.publish(now=NOW)
    in_force.forget()
    texts = {f"text_{code}": f"## Kort fortalt {code}\n\nSkriv heller til {{contact_email}}." for code in LANGUAGES}
    html = shown(client, {"_of": "intro", "section": "intro", **texts})
    assert html.count("<ins>") == len(LANGUAGES)
    assert "heller" in html.partition("<ins>")[2].partition("</ins>")[0]


def test_markup_in_a_preview_is_not_let_through(client: Client) -> None:
    staff(client, "change_statement")
    html = shown(client, written("<script>alert(1)</script>\n\n![x](https://example.com/p.gif)"))
    assert "<script>alert" not in html
    assert "<img" not in html


@pytest.mark.parametrize("permissions", [(), ("view_statement",), ("change_purpose",)])
def test_preview_is_for_those_who_may_write(client: Client, permissions: tuple[str, ...]) -> None:
    staff(client, *permissions)
    assert client.post(PREVIEW, written("Hei.")).status_code == 403
    assert client.get(PREVIEW).status_code in (403, 405)


def test_lists_are_chosen_by_name_and_kept(client: Client, promising: Promising) -> None:
    promising(P29=kept("1"))
    staff(client, "change_statement", "view_statement")
    VendorFactory.create(key="host", name="Vert")
    statement = StatementFactory.create(section="intro", rows=["purposes/gone"])
    url = f"/admin/privacy/statement/{statement.pk}/change/"
    form = client.get(url).content.decode()
    for words in ("Vert", "vendor:host", "purposes/gone (ikke i registeret)", "third-country", 'value="P29"'):
        assert words in form
    data = {
        "section": "intro", "order": "1", **{f"text_{code}": "Hei." for code in LANGUAGES},
        "rows": ["vendors/host"], "conditions": ["vendor:host"], "promises": ["P29"],
    }  # fmt: skip
    assert client.post(url, data).status_code == 302
    statement.refresh_from_db()
    assert (statement.rows, statement.conditions, statement.promises) == (["vendors/host"], ["vendor:host"], ["P29"])


def test_sections_are_called_by_their_headings(client: Client) -> None:
    staff(client, "change_statement", "view_statement", "add_statement")
    client.cookies["django_language"] = "nb"
    StatementFactory.create(key="a", section="about", order=1, text=passage("Om erklæringen", "Hei."))
    StatementFactory.create(key="b", section="about", order=2, text=both("Mer om den."))
    listed = client.get(reverse("admin:privacy_statement_changelist"), {"section": "about"}).content.decode()
    cells = [cell.words() for cell in parse(listed).all("td") if cell.get("class") == "field-section"]
    assert cells == ["Om erklæringen nb"] * 2
    form = client.get(reverse("admin:privacy_statement_add")).content.decode()
    assert '<option value="about">Om erklæringen nb</option>' in form


def test_statement_without_a_section_begins_one(client: Client) -> None:
    staff(client, "add_statement", "view_statement")
    data = {**written("## Ny del\n\nHei."), "section": "", "order": "9", "_save": "1"}
    assert client.post(reverse("admin:privacy_statement_add"), data).status_code == 302
    assert Statement.objects.get(key="ny").section == "ny"


def test_reader_sees_the_heading_of_a_section(client: Client) -> None:
    staff(client, "view_statement")
    client.cookies["django_language"] = "nb"
    row = StatementFactory.create(key="a", section="about", text=passage("Om erklæringen", "Hei."))
    page = client.get(reverse("admin:privacy_statement_change", args=[row.pk])).content.decode()
    assert '<div class="readonly">Om erklæringen nb</div>' in page
