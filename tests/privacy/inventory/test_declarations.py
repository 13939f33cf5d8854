from collections.abc import Iterator

import pytest
from django.db import models
from django.test.utils import isolate_apps

from privacy.inventory import declarations
from privacy.inventory.declarations import Delete, PersonalData, PersonalField, Retention, declare, exempt
from privacy.inventory.enums import NotPersonal, Origin
from privacy.letters.models import Letter


@pytest.fixture(autouse=True)
def _nothing_stays_declared() -> Iterator[None]:
    with declarations.models.isolated():
        yield


@pytest.fixture
def guest() -> Iterator[type[models.Model]]:
    """A model that no app has."""
    with isolate_apps("privacy"):

        class Guest(models.Model):
            email = models.EmailField()
            note = models.TextField()
            friends: models.ManyToManyField = models.ManyToManyField("self")

            class Meta:
                app_label = "privacy"

            def __str__(self) -> str:
                return str(self.pk)

        yield Guest


def data_of(
    model: type[models.Model], *fields: str, subject: str | None = "email", unlinkable: str = ""
) -> PersonalData:
    return PersonalData(
        model=model,
        title="Gjest",
        purpose="requests",
        subject=subject,
        unlinkable=unlinkable,
        retention=Retention(rule="letters.log"),
        fields={name: declarations.provided(name) for name in fields},
        internal={"id": NotPersonal.REFERENCE},
    )


def test_new_model_is_wholly_undeclared(guest: type[models.Model]) -> None:
    assert declarations.undeclared_fields(guest) == {"id", "email", "note", "friends"}


def test_forgotten_field_is_undeclared(guest: type[models.Model]) -> None:
    declare(data_of(guest, "email", "friends"))
    assert declarations.undeclared_fields(guest) == {"note"}


def test_renamed_field_is_declared_but_absent(guest: type[models.Model]) -> None:
    declare(data_of(guest, "email", "remark", "friends"))
    assert declarations.declared_but_absent(guest) == {"remark"}
    assert declarations.undeclared_fields(guest) == {"note"}


def test_exempt_model_needs_no_fields(guest: type[models.Model]) -> None:
    exempt(guest, NotPersonal.FRAMEWORK)
    assert declarations.undeclared_fields(guest) == set()
    assert declarations.declared_but_absent(guest) == set()


def test_link_from_another_model_is_no_field_of_this_one() -> None:
    with isolate_apps("privacy"):

        class Parent(models.Model):
            class Meta:
                app_label = "privacy"

            def __str__(self) -> str:
                return str(self.pk)

        class Child(models.Model):
            parent = models.ForeignKey(Parent, models.CASCADE)

            class Meta:
                app_label = "privacy"

            def __str__(self) -> str:
                return str(self.pk)

        assert declarations.undeclared_fields(Parent) == {"id"}
        assert declarations.undeclared_fields(Child) == {"id", "parent"}


@pytest.mark.law("D-10")
def test_data_that_leads_to_nobody_must_say_why(guest: type[models.Model]) -> None:
    with pytest.raises(ValueError, match="Guest"):
        declare(data_of(guest, "email", subject=None))
    declare(data_of(guest, "email", subject=None, unlinkable="En rad uten person."))


def test_erasure_deletes_unless_told_otherwise(guest: type[models.Model]) -> None:
    assert isinstance(data_of(guest, "email").erasure, Delete)


@pytest.mark.law("D-27")
@pytest.mark.parametrize(
    ("origin", "in_copy", "is_portable"),
    [
        (Origin.PROVIDED, True, True),
        (Origin.OBSERVED, True, True),
        (Origin.INFERRED, True, False),
        (Origin.PROVIDED, False, False),
    ],
)
def test_portable_is_what_was_provided_or_observed(origin: Origin, in_copy: bool, is_portable: bool) -> None:
    assert PersonalField(origin=origin, title="x", in_copy=in_copy).is_portable is is_portable


def test_declared_models_come_in_a_stable_order() -> None:
    labels = [data.model._meta.label for data in declarations.all_personal()]
    assert labels == sorted(labels)
    assert declarations.personal_data(Letter) in declarations.all_personal()
