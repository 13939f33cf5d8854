"""What a person's copy masks in rows that are about others too (GDPR Art. 15(4), LAW D-16)."""

from collections.abc import Callable, Collection, Sequence

from django.db.models import BooleanField, Count, ExpressionWrapper, Model, Q, QuerySet

from dsar.people.personal_rows import PersonalRows
from privacy.inventory import people
from privacy.inventory.subjects import Subject

_AS = "_is_subject_"


def with_roles(group: PersonalRows) -> tuple[QuerySet[Model], Callable[[Model], set[str]]]:
    """Return the rows of a group, and a function that names the fields of a row that the person's copy masks.

    Whoever is in a row twice, as a person who wrote to herself, sees what either of the two sees.
    """
    if not (subjects := _masking_subjects(group)):
        return group.rows, lambda _row: set()
    roles = _roles(group, subjects)

    def hidden(row: Model) -> set[str]:
        return _hidden(group, subjects, [getattr(row, name) for name in roles])

    return group.rows.annotate(**roles), hidden


def masked(group: PersonalRows, fields: Collection[str]) -> tuple[int, list[str]]:
    """Return in how many rows the person's copy masks any of these fields, and which of them it masks anywhere."""
    if not (subjects := _masking_subjects(group)):
        return 0, []
    roles = _roles(group, subjects)
    rows, names = 0, set[str]()
    # Counted by the database for each combination of roles, of which there are few however many rows there are.
    combinations = group.rows.annotate(**roles).order_by().values(*roles).annotate(_rows=Count("pk", distinct=True))
    for combination in combinations:
        hidden = _hidden(group, subjects, [combination[name] for name in roles]).intersection(fields)
        rows += combination["_rows"] if hidden else 0
        names |= hidden
    return rows, [name for name in fields if name in names]


def _masking_subjects(group: PersonalRows) -> Sequence[Subject]:
    """Return the roles that a person may have in a row, if any of them hides a field."""
    subjects = people.subjects_of(group.data)
    fields = {*group.data.fields}
    return subjects if group.address and any(subject.hidden(fields) for subject in subjects) else ()


def _roles(group: PersonalRows, subjects: Sequence[Subject]) -> dict[str, ExpressionWrapper]:
    return {
        f"{_AS}{number}": ExpressionWrapper(
            Q(pk__in=people.about(group.data, group.address, subject).values("pk")), output_field=BooleanField()
        )
        for number, subject in enumerate(subjects)
    }


def _hidden(group: PersonalRows, subjects: Sequence[Subject], has_role: Sequence[bool]) -> set[str]:
    fields = {*group.data.fields}
    seen = [subject.hidden(fields) for subject, is_theirs in zip(subjects, has_role, strict=True) if is_theirs]
    return set.intersection(*seen) if seen else set()
