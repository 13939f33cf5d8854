import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from privacy.promises.models import PromiseVerdict
from privacy.promises.registry import broken, kept
from privacy.register.models import Revision
from privacy.statements.models import AcceptedGap, Statement
from tests.factories.privacy import StatementFactory
from tests.privacy.conftest import Promising

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register")]
PUBLISH = "/admin/privacy/revision/publish/"
LIST = "/admin/privacy/revision/"


def staff(*permissions: str) -> User:
    user = User.objects.create_user("redaktor@example.com", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions, content_type__app_label="privacy"))
    return user


def seen(client: Client) -> dict[str, str]:
    """Return what the page sends along that shows the draft."""
    return {"seen": client.get(PUBLISH).context["draft"].digest}


def test_draft_that_changed_since_the_page_is_shown_again(admin_client: Client) -> None:
    before = seen(admin_client)
    StatementFactory.create(key="newer")
    assert admin_client.post(PUBLISH, before).status_code == 200
    assert admin_client.post(PUBLISH).status_code == 200
    assert not Revision.objects.exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_stranger_is_sent_to_the_login(client: Client, method: str) -> None:
    response = getattr(client, method)(PUBLISH)
    assert response.status_code == 302
    assert "/login" in response["Location"]
    assert not Revision.objects.exists()


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("permissions", [(), ("view_revision", "change_statement", "add_statement")])
def test_staff_without_the_permission_may_not_publish(
    client: Client, method: str, permissions: tuple[str, ...]
) -> None:
    client.force_login(staff(*permissions))
    assert getattr(client, method)(PUBLISH).status_code == 403
    assert not Revision.objects.exists()


def test_somebody_who_is_not_staff_may_not_publish(client: Client) -> None:
    user = User.objects.create_user("kunde@example.com")
    user.user_permissions.set(Permission.objects.filter(codename="add_revision"))
    client.force_login(user)
    assert client.post(PUBLISH).status_code == 302
    assert not Revision.objects.exists()


def test_staff_with_the_permission_publish(client: Client) -> None:
    client.force_login(staff("add_revision", "view_revision"))
    response = client.post(PUBLISH, seen(client), follow=True)
    assert response.redirect_chain == [(LIST, 302)]
    assert "Versjon 1 gjelder nå." in response.content.decode()
    assert Revision.objects.get().number == 1


def test_other_site_may_not_publish() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(staff("add_revision"))
    assert client.post(PUBLISH).status_code == 403
    assert not Revision.objects.exists()


def test_page_shows_what_would_change_and_the_verdicts(admin_client: Client, promising: Promising) -> None:
    promising(P24=kept("4 av 4"))
    page = admin_client.get(PUBLISH).content.decode()
    intro = Statement.objects.get(key="intro")
    assert f'<a href="/admin/privacy/statement/{intro.pk}/change/">' in page
    assert "<code>" not in page
    assert "P24" in page
    assert "4 av 4" in page
    assert "disabled" not in page
    assert not Revision.objects.exists()
    assert not PromiseVerdict.objects.exists()


def test_page_shows_what_stands_in_the_way(admin_client: Client, promising: Promising) -> None:
    promising(P29=broken("2", "to rader er for sent ute"))
    page = admin_client.get(PUBLISH).content.decode()
    assert "P29 er brutt: to rader er for sent ute" in page
    assert "disabled" in page


def test_refusal_is_told_and_publishes_nothing(admin_client: Client, promising: Promising) -> None:
    promising(P29=broken("2", "to rader er for sent ute"))
    response = admin_client.post(PUBLISH, seen(admin_client))
    assert response.status_code == 200
    assert "Utkastet ble ikke publisert." in response.content.decode()
    assert not Revision.objects.exists()


def test_statement_that_cannot_be_shown_is_told(admin_client: Client) -> None:
    StatementFactory.create(key="headless", text={"nb": "Uten overskrift", "nn": "Utan overskrift", "en": "No heading"})
    response = admin_client.post(PUBLISH, seen(admin_client))
    assert response.status_code == 200
    assert "«headless»" in response.content.decode()


def test_list_leads_to_the_publish_page(admin_client: Client) -> None:
    assert f'href="{PUBLISH}"' in admin_client.get(LIST).content.decode()


def test_first_page_shows_the_desk(admin_client: Client) -> None:
    page = admin_client.get("/admin/").content.decode()
    assert "Folk og frister" in page
    assert "Ingen løfter er kontrollert ennå." in page


BEGIN = "/admin/privacy/revision/publish/begin/G-16/statement/"


@pytest.mark.law("A-04", "G-16")
def test_finding_is_shown_with_its_better_text_and_begins_a_statement(client: Client) -> None:
    client.force_login(staff("add_revision", "view_revision", "add_statement", "change_statement", "view_statement"))
    shown = client.get(PUBLISH).content.decode()
    assert "G-16 Frist og pris for svar" in shown
    assert "senest innen én måned" in shown
    response = client.post(BEGIN, follow=True)
    statement = Statement.objects.get(key="from-g-16")
    assert response.redirect_chain == [(f"/admin/privacy/statement/{statement.pk}/change/", 302)]
    assert "senest innen én måned" in response.content.decode()


@pytest.mark.parametrize(
    ("permissions", "path", "status"),
    [
        (("add_revision",), BEGIN, 403),
        (("add_statement",), "/admin/privacy/revision/publish/begin/G-16/purpose/", 403),
        (("add_statement",), "/admin/privacy/revision/publish/begin/G-99/statement/", 404),
        (("add_statement",), "/admin/privacy/revision/publish/begin/G-16/vendor/", 404),
        (("add_purpose",), "/admin/privacy/revision/publish/begin/G-16/purpose/", 404),
    ],
)
def test_nobody_begins_what_is_not_theirs_or_not_there(
    client: Client, permissions: tuple[str, ...], path: str, status: int
) -> None:
    client.force_login(staff(*permissions))
    before = Statement.objects.count()
    assert client.post(path).status_code == status
    assert Statement.objects.count() == before


def test_looking_begins_nothing(client: Client) -> None:
    client.force_login(staff("add_statement"))
    assert client.get(BEGIN).status_code == 404
    assert not Statement.objects.filter(key="from-g-16").exists()


def test_gap_that_nobody_answers_for_stops_the_button_and_an_answer_frees_it(client: Client) -> None:
    AcceptedGap.objects.filter(gap="G-11").delete()
    client.force_login(staff("add_revision", "view_revision", "add_acceptedgap", "view_acceptedgap"))
    shown = client.get(PUBLISH).content.decode()
    assert "disabled" in shown
    assert "/admin/privacy/acceptedgap/add/?gap=G-11" in shown
    client.post(PUBLISH, seen(client))
    assert not Revision.objects.exists()
    answer = {"gap": "G-11", "reason": "Kommer.", "decided_by": "daglig leder", "decided_on": "2026-03-01", "until": ""}
    client.post("/admin/privacy/acceptedgap/add/", answer)
    assert "disabled" not in client.get(PUBLISH).content.decode()
    client.post(PUBLISH, seen(client))
    assert Revision.objects.get().number == 1
