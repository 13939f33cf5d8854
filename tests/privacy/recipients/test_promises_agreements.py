"""Checks of P21, P22 and P23, each kept, and broken by rows changed directly in the database."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from privacy.policy import publishing
from privacy.policy.errors import PublicationRefused
from privacy.recipients import promises_agreements as promises_recipients
from privacy.recipients.enums import Role, TransferTool
from privacy.recipients.models import Agreement, Vendor
from privacy.register import in_force
from privacy.register import operations as register
from privacy.register.promises.enums import VerdictKind
from privacy.register.promises.registry import Facts, Verdict, check_of
from privacy.register.statements.models import Statement
from privacy.verdicts import operations as verdicts
from tests.factories.privacy import (
    NOW,
    TODAY,
    AgreementFactory,
    StatementFactory,
    TransferLegFactory,
    VendorFactory,
    american,
    both,
    passage,
)
from tests.privacy.conftest import AskOnly
from tests.words import says

KEPT, BROKEN, UNPROVEN = VerdictKind.KEPT, VerdictKind.BROKEN, VerdictKind.UNPROVEN
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register")]
Making = Callable[..., None]


@pytest.fixture
def made(ask_only: AskOnly) -> Making:
    """Publish a policy that makes these promises, with a table of the recipients."""

    def publish(*names: str) -> None:
        assert all(check_of(name) is None for name in CHECKS), "the tests' own register asks what it is told to ask"
        ask_only({name: CHECKS[name] for name in names})
        text = passage("Mottakere", "{table:recipients}")
        StatementFactory.create(key="recipients", text=text, otherwise=text, promises=list(names))
        publishing.publish(now=NOW)
        in_force.refresh()

    return publish


CHECKS = {
    "P21": promises_recipients.recipients_are_processors,
    "P22": promises_recipients.agreements_are_there,
    "P23": promises_recipients.every_country_is_told,
}


def ask(name: str, *, later: timedelta = timedelta(0)) -> Verdict:
    """Return the verdict on the policy in force, or on the draft before the first publication."""
    snapshot = in_force.current()
    judged = snapshot.register if snapshot else register.freeze(now=NOW)
    return CHECKS[name](Facts(now=NOW + later, register=judged))


def behind(sql: str) -> None:
    """Run SQL directly, without the application."""
    with connection.cursor() as cursor:
        cursor.execute(sql)


def published_text(key: str = "recipients") -> str:
    snapshot = in_force.current()
    (found,) = [statement.published for statement in snapshot.register.statements if statement.key == key]
    return found


@pytest.mark.law("P21", "X-27")
def test_p21_is_kept_when_everybody_works_for_us() -> None:
    VendorFactory.create_batch(2)
    verdict = ask("P21")
    assert verdict.kind == KEPT
    assert verdict.figure.startswith("2 av 2")


@pytest.mark.law("P21", "G-05")
@pytest.mark.parametrize("role", [Role.JOINT, Role.CONTROLLER])
def test_p21_is_not_made_while_somebody_decides_for_itself(role: str, made: Making) -> None:
    AgreementFactory.create(vendor__name="Sjefen", vendor__role=role, arrangement=both("Vi svarer"))
    made("P21")
    assert published_text() == "otherwise"
    verdict = ask("P21")
    assert verdict.kind == UNPROVEN
    assert "Sjefen" in verdict.reason


@pytest.mark.law("P21", "X-27")
def test_p21_is_unproven_while_nobody_has_read_the_terms() -> None:
    VendorFactory.create(name="Ulest", uses_for_own_purposes=None)
    verdict = ask("P21")
    assert verdict.kind == UNPROVEN
    assert "Ulest" in verdict.reason


@pytest.mark.law("P21")
def test_p21_is_broken_when_a_role_changes_under_the_published_sentence(made: Making) -> None:
    VendorFactory.create(key="host")
    made("P21")
    assert published_text() == "text"
    assert ask("P21").kind == KEPT
    behind("UPDATE privacy_vendor SET role = 'controller'")
    assert ask("P21").kind == BROKEN
    verdicts.check(now=NOW)
    assert Vendor.objects.get().halted_at is None, "the sentence is untrue, the sharing is not unlawful"
    publishing.publish(now=NOW)
    in_force.refresh()
    assert published_text() == "otherwise"
    assert ask("P21").kind == UNPROVEN


@pytest.mark.law("P21")
def test_p21_does_not_ask_about_a_recipient_that_is_switched_off() -> None:
    VendorFactory.create(role=Role.CONTROLLER, halted_at=NOW)
    assert ask("P21").kind == KEPT


@pytest.mark.law("P22", "A-06")
def test_p22_is_kept_by_whole_agreements() -> None:
    AgreementFactory.create()
    VendorFactory.create(role=Role.CONTROLLER)
    verdict = ask("P22")
    assert verdict.kind == KEPT
    assert verdict.figure.startswith("1 av 1")


@pytest.mark.law("P22", "A-06")
@pytest.mark.parametrize(
    "facts", [{"dated_on": None}, {"review_on": None}, {"document": ""}, {"approval": ""}, {"allows_audits": False}]
)
def test_p22_is_unproven_while_something_of_the_agreement_is_missing(facts: dict[str, Any]) -> None:
    AgreementFactory.create(vendor__name="Hull", **facts)
    AgreementFactory.create(vendor__name="Hel")
    verdict = ask("P22")
    assert verdict.kind == UNPROVEN
    assert "Hull" in verdict.reason
    assert "Hel" not in verdict.reason.replace("Hull", "")


@pytest.mark.law("P22")
def test_p22_switches_off_a_processor_whose_review_is_past(made: Making) -> None:
    agreement = AgreementFactory.create(review_on=TODAY, vendor__key="host")
    made("P22")
    verdicts.check(now=NOW)
    assert Vendor.objects.get().halted_at is None
    later = NOW + timedelta(days=1)
    assert ask("P22", later=timedelta(days=1)).vendors == ("host",)
    verdicts.check(now=later)
    assert Vendor.objects.get().halted_at == later
    agreement.review_on = TODAY + timedelta(days=365)
    agreement.save()
    assert ask("P22", later=timedelta(days=1)).kind == KEPT


@pytest.mark.law("P22")
@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM privacy_agreement",
        "UPDATE privacy_agreement SET is_secure = false",
        "UPDATE privacy_agreement SET dated_on = NULL",
    ],
)
def test_p22_sees_an_agreement_that_goes_behind_the_applications_back(sql: str, made: Making) -> None:
    AgreementFactory.create(vendor__key="host")
    made("P22")
    assert ask("P22").kind == KEPT
    behind(sql)
    verdict = ask("P22")
    assert (verdict.kind, verdict.vendors) == (BROKEN, ("host",))


@pytest.mark.law("P22")
def test_p22_before_the_sentence_is_published_switches_nobody_off() -> None:
    VendorFactory.create()
    verdict = ask("P22")
    assert (verdict.kind, verdict.vendors) == (UNPROVEN, ())
    assert not Agreement.objects.exists()


@pytest.mark.law("P23", "T-02")
def test_p23_is_kept_when_the_policy_names_every_country(made: Making) -> None:
    top = VendorFactory.create(storage_countries=["IE", "NO"], access_countries=["IE"], parent_country="MT")
    VendorFactory.create(engaged_by=top, storage_countries=["SE"], access_countries=["SE"], parent_country="SE")
    made("P23")
    verdict = ask("P23")
    assert verdict.kind == KEPT
    assert verdict.figure.startswith("4 land hos 2")


@pytest.mark.law("P23", "T-02", "T-03")
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE privacy_vendor SET storage_countries = '[\"IE\", \"SE\"]' WHERE key = 'sub'",
        "UPDATE privacy_vendor SET access_countries = '[\"IE\", \"SE\"]' WHERE key = 'top'",
        "UPDATE privacy_vendor SET parent_country = 'SE' WHERE key = 'top'",
    ],
)
def test_p23_sees_a_country_that_the_policy_does_not_name(sql: str, made: Making) -> None:
    VendorFactory.create(key="sub", engaged_by=VendorFactory.create(key="top"))
    made("P23")
    behind(sql)
    verdict = ask("P23")
    assert verdict.kind == BROKEN
    assert "Sverige" in verdict.reason


@pytest.mark.law("P23", "T-03")
def test_p23_sees_a_recipient_that_the_policy_does_not_name(made: Making) -> None:
    top = VendorFactory.create()
    made("P23")
    new = VendorFactory.create(name="Ny", engaged_by=top)
    assert "Ny" in ask("P23").reason
    Vendor.objects.filter(pk=top.pk).update(halted_at=NOW)
    assert ask("P23").kind == KEPT, "what hangs under a recipient that is off, is off"
    Vendor.objects.update(halted_at=None)
    new.delete()
    assert ask("P23").kind == KEPT


@pytest.mark.law("P23", "T-08")
def test_p23_is_unproven_while_no_table_shows_the_recipients() -> None:
    VendorFactory.create(name="Vert")
    verdict = ask("P23")
    assert verdict.kind == UNPROVEN
    assert "Vert" in verdict.reason
    assert not Statement.objects.filter(text__nb__contains="{table:recipients}").exists()


@pytest.mark.law("A-07")
def test_joint_controller_is_not_published_without_its_arrangement() -> None:
    agreement = AgreementFactory.create(vendor__role=Role.JOINT, vendor__name="Felles")
    with pytest.raises(PublicationRefused, match=f"Felles: {says('the essence of the arrangement')}"):
        publishing.publish(now=NOW)
    agreement.arrangement = both("Vi svarer deg")
    agreement.save()
    text = passage("Mottakere", "{table:recipients}")
    StatementFactory.create(key="recipients", text=text)
    revision = publishing.publish(now=NOW)
    for one in revision.texts.all():
        assert f"Vi svarer deg ({one.language})" in one.html


@pytest.mark.law("T-08", "T-03", "G-06")
def test_policy_shows_country_tool_sub_processors_and_how_to_get_a_copy() -> None:
    top = VendorFactory.create(name="Vert", legal_entity="Vert Inc.", storage_countries=["US"])
    TransferLegFactory.create(vendor=top, tool=TransferTool.SCC)
    american(name="Under", engaged_by=top)
    StatementFactory.create(key="recipients", text=passage("Mottakere", "{table:recipients}"))
    html = publishing.publish(now=NOW).texts.get(language="nb").html
    for words in (
        "Vert Inc.", "Lagres i: USA. Tilgang fra: Irland. Morselskap i: Irland.", "EUs standardavtaler",
        "Vil du ha en kopi av garantiene, skriv til personvern@example.com", "underleverandør til Vert",
        "EU-US Data Privacy Framework", "https://www.dataprivacyframework.gov/list",
    ):  # fmt: skip
        assert words in html, words


@pytest.mark.law("P22", "A-06")
def test_agreement_of_tomorrow_is_none_today() -> None:
    AgreementFactory.create()
    assert ask("P22").kind == KEPT
    behind("UPDATE privacy_agreement SET dated_on = DATE '2026-03-11'")
    assert ask("P22").kind == UNPROVEN
    assert ask("P22", later=timedelta(days=1)).kind == KEPT


@pytest.mark.law("P21", "P13")
def test_company_that_carries_our_mail_is_a_recipient(settings: Any) -> None:
    VendorFactory.create(name="Post")
    assert ask("P21").kind == KEPT
    settings.EMAIL_BACKEND = "anymail.backends.sendgrid.EmailBackend"
    assert (ask("P21").kind, "sendgrid" in ask("P21").reason) == (BROKEN, True)
    VendorFactory.create(name="Twilio SendGrid")
    assert ask("P21").kind == KEPT
