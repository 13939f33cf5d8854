import json
import re

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from privacy.journal.models import JournalEntry
from privacy.law.deadlines import local_date
from privacy.register.models import Revision
from privacy.register.promises.models import PromiseVerdict
from privacy.register.promises.registry import broken, kept
from privacy.register.purposes.models import Controller
from privacy.register.purposes.operations import confirm_supplies
from privacy.register.purposes.queries import OURSELVES
from privacy.register.statements.models import AcceptedGap, Statement
from privacy.register.statements.queries import accepted_gaps
from privacy.retention.models import RetentionRule
from privacy.runs import background
from privacy.runs.enums import RunState
from privacy.runs.models import StaffRun
from privacy.verdicts import operations as verdicts
from tests.factories.privacy import NOW, StatementFactory
from tests.privacy.conftest import Promising
from tests.words import says

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register")]
PUBLISH = "/admin/privacy/revision/publish/"
LIST = "/admin/privacy/revision/"


def staff(*permissions: str) -> User:
    user = User.objects.create_user("redaktor@example.com", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions, content_type__app_label="privacy"))
    return user


def work() -> None:
    """Do what a worker does a moment after staff asked."""
    background.carry_out_waiting(clock=timezone.now)


def looked_over(client: Client) -> str:
    """Return the page when a worker has looked over the draft."""
    client.get(PUBLISH)
    work()
    return client.get(PUBLISH).content.decode()


def digest_in(page: str) -> str:
    """Return the hash of the draft that a page shows."""
    return re.search(r'name="draft" value="([0-9a-f]{64})"', page).group(1)


def publish(client: Client, **more: object) -> str:
    """Publish the draft as the page shows it; return the page with the result."""
    response = client.post(PUBLISH, {"draft": digest_in(looked_over(client)), **more})
    assert response.url == PUBLISH
    work()
    return looked_over(client)


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
    page = publish(client)
    assert says("Revision %(number)s is in force.", number=1) in page
    assert Revision.objects.get().number == 1


def test_other_site_may_not_publish() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(staff("add_revision"))
    assert client.post(PUBLISH).status_code == 403
    assert not Revision.objects.exists()


def test_page_shows_what_would_change_and_the_verdicts(admin_client: Client, promising: Promising) -> None:
    promising(P24=kept("4 av 4"))
    verdicts.check(now=NOW)
    page = looked_over(admin_client)
    intro = Statement.objects.get(key="intro")
    assert f'<a href="/admin/privacy/statement/{intro.pk}/change/">' in page
    assert "<code>" not in page
    assert "P24" in page
    assert "4 av 4" in page
    assert "disabled" not in page
    assert not Revision.objects.exists()
    assert PromiseVerdict.objects.count() == 1


def test_page_judges_nothing_anew(admin_client: Client, promising: Promising) -> None:
    """The last verdicts are shown with their age: a check takes longer than anybody waits for a page."""
    promising(P29=kept("0"))
    verdicts.check(now=NOW)
    promising(P29=broken("2", "to rader er for sent ute"))
    page = looked_over(admin_client)
    assert "to rader er for sent ute" not in page
    assert says("as last checked %(at)s").partition("%")[0] in page


def test_page_shows_what_the_last_check_found(admin_client: Client, promising: Promising) -> None:
    promising(P29=broken("2", "to rader er for sent ute"))
    verdicts.check(now=NOW)
    assert says("%(promise)s is broken: %(reason)s", promise="P29", reason="to rader er for sent ute") in looked_over(
        admin_client
    )


def test_refusal_is_told_and_publishes_nothing(admin_client: Client, promising: Promising) -> None:
    promising(P29=broken("2", "to rader er for sent ute"))
    page = publish(admin_client)
    assert says("%(promise)s is broken: %(reason)s", promise="P29", reason="to rader er for sent ute") in page
    assert StaffRun.objects.of_kind("publication").get().state == RunState.REFUSED
    assert not Revision.objects.exists()


def test_statement_that_cannot_be_shown_is_told_and_stops_the_button(admin_client: Client) -> None:
    StatementFactory.create(key="headless", text={"nb": "Uten overskrift", "nn": "Utan overskrift", "en": "No heading"})
    page = looked_over(admin_client)
    assert "«headless»" in page
    assert "disabled" in page
    assert "«headless»" in publish(admin_client)
    assert not Revision.objects.exists()


@pytest.mark.law("L-01")
def test_language_that_lacks_a_text_is_listed_and_stops_nothing(admin_client: Client) -> None:
    rule = RetentionRule.objects.get()
    del rule.period["en"]
    rule.save()
    missing = says("Not published yet: %(language)s") % {"language": "English"}
    listed = looked_over(admin_client).partition(f"<h2>{missing}</h2>")[2].partition("</section>")[0]
    assert f'<a href="/admin/privacy/retentionrule/{rule.pk}/change/' in listed
    assert says("the period in words") in listed
    publish(admin_client)
    assert {text.language for text in Revision.objects.get().texts.all()} == {"nb", "nn"}


def test_list_leads_to_the_publish_page(admin_client: Client) -> None:
    assert f'href="{PUBLISH}"' in admin_client.get(LIST).content.decode()


def test_first_page_shows_the_desk(admin_client: Client) -> None:
    page = admin_client.get("/admin/").content.decode()
    assert says("People and deadlines") in page
    assert says("No promise has been checked yet.") in page


BEGIN = "/admin/privacy/revision/publish/begin/G-16/statement/"


@pytest.mark.law("A-04", "G-16")
def test_finding_is_shown_with_its_better_text_and_begins_a_statement(client: Client) -> None:
    client.force_login(staff("add_revision", "view_revision", "add_statement", "change_statement", "view_statement"))
    shown = looked_over(client)
    assert "Frist og pris for svar <span" in shown
    assert "· G-16</span>" in shown
    response = client.post(BEGIN, follow=True)
    statement = Statement.objects.get(key="from-g-16")
    assert response.redirect_chain == [(f"/admin/privacy/statement/{statement.pk}/change/", 302)]
    first = statement.text["nb"].split(". ")[1]
    assert len(first) > 20
    assert first in shown
    assert first in response.content.decode()


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
    shown = looked_over(client)
    assert "disabled" in shown
    assert "/admin/privacy/acceptedgap/add/?gap=G-11" in shown
    publish(client)
    assert not Revision.objects.exists()
    answer = {"gap": "G-11", "reason": "Kommer.", "decided_by": "daglig leder", "until": ""}
    client.post("/admin/privacy/acceptedgap/add/", answer)
    assert "disabled" not in looked_over(client)
    publish(client)
    assert Revision.objects.get().number == 1


def test_gap_is_accepted_by_a_person_on_a_day_and_ends_with_the_account(client: Client) -> None:
    AcceptedGap.objects.filter(gap="G-11").delete()
    editor = staff("add_revision", "view_revision", "add_acceptedgap", "view_acceptedgap")
    client.force_login(editor)
    answer = {"gap": "G-11", "reason": "Kommer.", "decided_by": "daglig leder", "until": ""}
    client.post("/admin/privacy/acceptedgap/add/", answer | {"decided_on": "2020-01-01", "accepted_by": "1"})
    accepted = AcceptedGap.objects.get(gap="G-11")
    assert (accepted.accepted_by, accepted.decided_on) == (editor, local_date(timezone.now()))
    entry = JournalEntry.objects.get(event="gap.accepted")
    assert json.loads(entry.facts) == {"gap": "G-11", "staff": editor.pk, "until": None}
    assert "G-11" in {gap.gap for gap in accepted_gaps()}
    User.objects.filter(pk=editor.pk).update(is_active=False)
    assert "G-11" not in {gap.gap for gap in accepted_gaps()}


def test_page_of_a_publication_under_way_shows_it_and_does_not_look_at_the_draft(
    admin_client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    """Looking at the draft takes more than half of the time that the page may take under load."""
    admin_client.post(PUBLISH, {"draft": digest_in(looked_over(admin_client))})
    with django_assert_max_num_queries(25):
        page = admin_client.get(PUBLISH).content.decode()
    assert "run-active" in page
    assert 'name="draft"' not in page


def test_page_asks_about_what_the_company_runs_itself(admin_client: Client) -> None:
    Controller.objects.update(runs_itself=[])
    assert 'id="runs-itself"' not in looked_over(admin_client)
    Controller.objects.update(runs_itself=["mailbox"])
    page = looked_over(admin_client)
    assert 'id="runs-itself"' in page
    assert "Ingen har bekreftet det" in page
    admin = User.objects.get(username="admin")
    for by, seen in ((admin, "Bekreftet av admin 10. mars 2026"), (None, "Ingen har bekreftet det")):
        # A recipient that does it since takes the place of what was confirmed before.
        met_by = OURSELVES if by else "host"
        confirm_supplies(supplies=["mailbox"], met_by=met_by, by=admin, now=NOW)
        assert seen in looked_over(admin_client)
