"""What ``explain_data`` prints of a model, and the first draft of a declaration."""

from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import models
from django.test.utils import isolate_apps

from contact.messages.models import Message, Reply
from privacy.inventory import declarations, explaining, scaffolding
from privacy.inventory.declarations import Retention
from privacy.inventory.enums import NotPersonal
from privacy.inventory.links import Links
from privacy.inventory.subjects import owner, participant
from tests.factories.contact import MessageFactory
from tests.registries import ReplaceEntries

pytestmark = pytest.mark.django_db
MESSAGE = declarations.personal_data(Message)


def warnings(model: type[models.Model]) -> list[str]:
    return explaining.explain(model, Links()).warnings


@pytest.fixture
def _alone(replace_entries: ReplaceEntries) -> Iterator[None]:
    with declarations.models.isolated():
        yield


def test_model_is_explained_from_its_person_to_its_end() -> None:
    out = StringIO()
    call_command("explain_data", "contact.Message", stdout=out)
    text = out.getvalue()
    for line in (
        "people   owner by email\n",
        "owner by people__email, where ",
        "participant by people__email, where ",
        "copy     name, email, email_written",
        "for people__email without ",
        "erasure  the row goes with its last owner\n",
        "is emptied for email\n",
        "contact.Reply points at it by message: goes along",
        "time     contact.message, counted from received_at; purpose customer-service",
        # What somebody wrote of another stays for the one who wrote it.
        "warning  nothing is emptied for people__email when the row stays for another owner\n",
        "1 models, 1 warnings",
    ):
        assert line in text


def test_model_of_one_person_goes_with_that_person() -> None:
    out = StringIO()
    call_command("explain_data", "contact.TrialRequest", stdout=out)
    for line in ("people   owner by email\n", "erasure  the row goes\n", "1 models, 0 warnings"):
        assert line in out.getvalue()


def test_every_model_of_the_site_is_explained() -> None:
    out = StringIO()
    call_command("explain_data", stdout=out)
    for data in declarations.all_personal():
        assert f"{data.model._meta.label}: " in out.getvalue()


def test_ways_roles_and_masks_are_in_words(replace_entries: ReplaceEntries) -> None:
    shared = replace(
        MESSAGE,
        subject=None,
        subjects=(owner("email", clears=("name",)), participant("company", hides=("phone",))),
    )
    replace_entries(declarations.models, {**declarations.models, Message: shared})
    explained = explaining.explain(Message, Links())
    assert explained.parts["people"] == ["owner by email", "participant by company"]
    assert explained.parts["copy"][1] == "for company without phone"
    assert "where it stays, name, email, email_written is emptied for email" in explained.parts["erasure"]


def test_column_that_sounds_personal_in_a_table_of_nobody_is_warned_of(replace_entries: ReplaceEntries) -> None:
    replace_entries(declarations.models, {**declarations.models, Message: NotPersonal.REGISTER})
    assert "phone sounds personal, and the table is nobody's" in warnings(Message)
    replace_entries(
        declarations.models, {**declarations.models, Message: replace(MESSAGE, subjects=(), unlinkable="x")}
    )
    assert "phone sounds personal, and no address leads to the table" in warnings(Message)
    fields = {name: field for name, field in MESSAGE.fields.items() if name != "phone"}
    hidden = replace(
        MESSAGE,
        subjects=(owner("email"),),
        fields=fields,
        internal={**MESSAGE.internal, "phone": NotPersonal.REFERENCE},
    )
    replace_entries(declarations.models, {**declarations.models, Message: hidden})
    assert warnings(Message) == ["phone sounds personal and is in no copy"]


def test_rows_without_an_owner_and_owners_that_nothing_masks_are_warned_of(replace_entries: ReplaceEntries) -> None:
    MessageFactory.create(company="", text="x")
    both = replace(
        MESSAGE, subject=None, subjects=(owner("text", is_within=True), owner("company", clears=("company",)))
    )
    replace_entries(declarations.models, {**declarations.models, Message: both})
    assert warnings(Message) == [
        "nothing is emptied for text when the row stays for another owner", "1 rows have no owner now",
    ]  # fmt: skip
    nobody = replace(MESSAGE, subject=None, subjects=(participant("email"),))
    replace_entries(declarations.models, {**declarations.models, Message: nobody})
    assert warnings(Message) == ["no row has an owner: no erasure ever deletes one"]
    by_null = replace(MESSAGE, subjects=(owner("handled_by__email"),))
    replace_entries(declarations.models, {**declarations.models, Message: by_null})
    assert warnings(Message)[0].startswith("handled_by__email can lead to nobody")
    with_writer = replace(MESSAGE, subjects=(owner("handled_by__email"), owner("email")))
    replace_entries(declarations.models, {**declarations.models, Message: with_writer})
    assert not any("can lead to nobody" in warning for warning in warnings(Message))


@pytest.mark.usefixtures("_alone")
def test_draft_of_a_declaration_is_a_declaration() -> None:
    with isolate_apps("contact"):

        class Booking(models.Model):
            contact_email = models.EmailField("address")
            seats = models.IntegerField()
            reply = models.ForeignKey(Reply, models.CASCADE)
            booked_at = models.DateTimeField()

            class Meta:
                app_label = "contact"

            def __str__(self) -> str:
                return str(self.pk)

        text = scaffolding.draft(Booking)
        place = {"Booking": Booking}
        imported = f"from {Booking.__module__} import Booking\n"
        assert imported in text
        exec(text.replace(imported, ""), place)  # noqa: S102
        data = declarations.personal_data(Booking)
        assert (data.subject, data.retention.since, data.purpose) == ("contact_email", "booked_at", "contact")
        assert declarations.undeclared_fields(Booking) == declarations.declared_but_absent(Booking) == set()


@pytest.mark.usefixtures("_alone")
def test_draft_finds_the_way_through_a_declared_table() -> None:
    with isolate_apps("contact"):

        class Note(models.Model):
            reply = models.ForeignKey(Reply, models.CASCADE)
            retain_until = models.DateTimeField()

            class Meta:
                app_label = "contact"

            def __str__(self) -> str:
                return str(self.pk)

        text = scaffolding.draft(Note)
    assert 'subject="reply__message__email"' in text
    assert scaffolding.place_of(Note) == Path(__file__).with_name("personal_data.py")


@pytest.mark.usefixtures("_alone")
def test_draft_names_every_way_to_people_through_tables_that_are_not_declared_too() -> None:
    with isolate_apps("contact"):

        class Person(models.Model):
            mail = models.CharField(max_length=100)

            class Meta:
                app_label = "contact"

            def __str__(self) -> str:
                return str(self.pk)

        class Invitation(models.Model):
            host = models.ForeignKey(Person, models.CASCADE, related_name="+")
            guest_email = models.CharField(max_length=100)
            guests = models.ManyToManyField(Person)
            before = models.ForeignKey("self", models.CASCADE, null=True)
            retain_until = models.DateTimeField()

            class Meta:
                app_label = "contact"

            def __str__(self) -> str:
                return str(self.pk)

        text = scaffolding.draft(Invitation)
        place = {"Invitation": Invitation}
        exec(text.replace(f"from {Invitation.__module__} import Invitation\n", ""), place)  # noqa: S102
    assert 'subject="guest_email",\n        # More ways lead to people' in text
    assert '# "host__mail", "guests__mail"' in text


def test_draft_is_not_written_over_a_declaration() -> None:
    with pytest.raises(CommandError, match="declared already"):
        call_command("explain_data", "contact.Message", scaffold=True)
    with pytest.raises(CommandError, match="Name a model"):
        call_command("explain_data", "nothing", scaffold=True)


def test_draft_is_printed_where_it_cannot_be_written(replace_entries: ReplaceEntries) -> None:
    known = {model: data for model, data in declarations.models.items() if model is not Message}
    replace_entries(declarations.models, known)
    out, err = StringIO(), StringIO()
    call_command("explain_data", "contact.Message", scaffold=True, stdout=out, stderr=err)
    assert 'subject="email"' in out.getvalue()
    assert "personal_data.py is there already" in err.getvalue()
    assert Retention(rule="x").until in out.getvalue()
