"""Nothing in the database is unknown to the register."""

from collections.abc import Iterator

import pytest
from django.core.checks import Tags, run_checks
from django.db import connection, models
from django.test.utils import isolate_apps

from privacy.inventory import checks, declarations, tables

pytestmark = pytest.mark.django_db


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.law("P2", "D-14")
def test_every_table_and_column_is_a_model_s() -> None:
    assert tables.unknown() == []
    assert run_checks(tags=[Tags.database], databases=["default"]) == []


@pytest.mark.law("P2", "D-14")
@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("CREATE TABLE shadow AS SELECT email FROM newsletter_subscription", "shadow"),
        ("CREATE VIEW shadow AS SELECT email FROM newsletter_subscription", "shadow"),
        ("CREATE MATERIALIZED VIEW shadow AS SELECT email FROM newsletter_subscription", "shadow"),
        ("CREATE SCHEMA aside CREATE TABLE shadow (email text)", "shadow"),
        ("ALTER TABLE newsletter_subscription ADD nickname text", "newsletter_subscription.nickname"),
    ],
)
def test_what_somebody_made_behind_the_site_s_back_is_found(statement: str, named: str) -> None:
    sql(statement)
    assert tables.unknown() == [named]
    [found] = run_checks(tags=[Tags.database], databases=["default"])
    assert found.id == "privacy.E005"
    assert named in found.msg


@pytest.fixture
def declared() -> Iterator[None]:
    with declarations.models.isolated():
        yield


@pytest.mark.law("D-24")
@isolate_apps("contact")
def test_files_that_anonymising_does_not_reach_are_refused(declared: None) -> None:
    class Attachment(models.Model):
        file = models.FileField()

        class Meta:
            app_label = "contact"

    declarations.declare(
        declarations.PersonalData(
            model=Attachment,
            title="Attachments",
            purpose="customer-service",
            subject=None,
            unlinkable="by hand",
            retention=declarations.Retention(
                rule="contact.message", anonymise=declarations.Anonymise(clear=("file",), stays="the date")
            ),
            fields={"file": declarations.provided("file")},
        )
    )
    [found] = checks.check_no_files(None)
    assert (found.id, found.obj) == ("privacy.E004", Attachment)
