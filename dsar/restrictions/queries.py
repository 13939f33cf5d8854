"""What a request restricts, and whose it is."""

from django.apps import apps

from dsar.cases.enums import EventKind
from dsar.cases.models import Case, Contact
from dsar.people import personal_rows
from dsar.people.personal_rows import PersonalRows
from privacy.inventory import declarations
from privacy.restriction.guard import is_guarded
from privacy.restriction.models import Restriction


def restrictable(case: Case) -> list[PersonalRows]:
    """Return the rows of the person who asked that somebody could use, by kind, where there are any.

    Raises ``SourceFailed``.
    """
    contact = Contact.objects.filter(case=case).first()
    groups = personal_rows.owned_by_model(contact.email) if contact else ()
    return personal_rows.with_rows_named(group for group in groups if is_guarded(group.data.model))


def in_force(case: Case) -> int:
    """Return how many rows are only stored because of a request."""
    return Restriction.objects.in_force().filter(source=case.pk).count()


def may_announce_end(case: Case) -> bool:
    """Tell whether data is only stored because of a request, and nobody has announced yet that this ends."""
    return in_force(case) > 0 and not case.events.filter(kind=EventKind.LIFT_ANNOUNCED).exists()


def kinds_in_force(case: Case) -> list[str]:
    """Return the kinds of data that are only stored because of a request, in the active language."""
    labels = Restriction.objects.in_force().filter(source=case.pk).values_list("model", flat=True).distinct()
    return sorted(declarations.title_of(label) for label in labels.order_by())


def address_of(case: Case) -> str:
    """Return whom to tell: who asked, or whose rows are restricted if the address of the request is gone; or empty."""
    if contact := Contact.objects.filter(case=case).first():
        return contact.email
    for restriction in Restriction.objects.in_force().filter(source=case.pk):
        data = declarations.personal_data(apps.get_model(restriction.model))
        rows = data.model._base_manager.filter(pk=restriction.row)
        for subject in data.own_subjects:
            if address := rows.values_list(subject.path, flat=True).first():
                return str(address)
    return ""
