"""What a person's copy masks in rows that are about others too (GDPR Art. 15(4), LAW D-16)."""

from collections.abc import Callable

from django.db.models import BooleanField, ExpressionWrapper, Model, Q, QuerySet

from dsar.people.personal_rows import PersonalRows
from privacy.inventory import people

_AS = "_is_subject_"


def with_roles(group: PersonalRows) -> tuple[QuerySet[Model], Callable[[Model], set[str]]]:
    """Return the rows of a group, and a function that names the fields of a row that the person's copy masks.

    Whoever is in a row twice, as a person who wrote to herself, sees what either of the two sees.
    """
    data, fields = group.data, {*group.data.fields}
    subjects = people.subjects_of(data)
    if not group.address or not any(subject.hidden(fields) for subject in subjects):
        return group.rows, lambda _row: set()
    roles = {
        f"{_AS}{number}": ExpressionWrapper(
            Q(pk__in=people.about(data, group.address, subject).values("pk")), output_field=BooleanField()
        )
        for number, subject in enumerate(subjects)
    }

    def hidden(row: Model) -> set[str]:
        seen = [subject.hidden(fields) for name, subject in zip(roles, subjects, strict=True) if getattr(row, name)]
        return set.intersection(*seen) if seen else set()

    return group.rows.annotate(**roles), hidden
