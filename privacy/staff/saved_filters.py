"""Filters of lists that members of the staff keep under a name."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.http import QueryDict

from privacy.staff.models import SavedFilter

_NEVER_KEPT = ("q", "p", "o", "e", "all")  # what was searched for, and where in the list somebody was


def filter_of(params: Mapping[str, Any]) -> str:
    """Return the look-ups of a list's address, without the words of a search; empty if there are none."""
    kept = QueryDict(mutable=True)
    for name, value in sorted(params.items()):
        if name not in _NEVER_KEPT and not name.startswith("_"):
            kept.setlist(name, value if isinstance(value, list) else [value])
    return kept.urlencode()


def save(*, user: User, model: str, name: str, query: str, now: datetime) -> SavedFilter:
    """Keep a filter under a name; a filter of that name is replaced."""
    kept = filter_of(dict(QueryDict(query).lists()))
    row, _is_new = SavedFilter.objects.update_or_create(
        user=user, model=model, name=name.strip(), defaults={"query": kept, "made_at": now}
    )
    return row


def of_list(user: User, model: str) -> list[SavedFilter]:
    """Return somebody's filters of a list, by name."""
    return list(SavedFilter.objects.filter(user=user.pk, model=model))
