"""A decision on a request, as the pages of the administration offer it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.utils.functional import Promise

from dsar.cases.models import Case
from dsar.desk import consequences
from privacy.inventory.collecting import staff_form
from privacy.staff.consequences import Consequences

Do = Callable[[Case, forms.Form, User, datetime, Consequences], object]
Shows = Callable[[Case, consequences.Given, datetime], Consequences]


@dataclass(frozen=True, kw_only=True)
class Decision:
    """A decision on a request, offered if ``is_open_to(case, now)``.

    ``shows`` lists what it will do, from the values of its form; ``shows_data``: that is the person's data, and looking
    at it is noted. ``is_work``: whoever works on requests may take it; all others need the permission to decide.
    ``is_for_customers``: also where a customer decides over the data and we do not (LAW D-34).
    ``needs_proof``: it carries out what cannot be undone or hands out data, and is taken after fresh proof only.
    """

    name: str
    title: str | Promise
    button: str | Promise
    then: str | Promise
    done: str | Promise
    is_open_to: Callable[[Case, datetime], bool]
    form: Callable[..., forms.Form]
    do: Do
    shows: Shows
    shows_data: bool = False
    is_work: bool = False
    needs_proof: bool = False
    is_for_customers: bool = False

    def is_possible(self, case: Case, now: datetime) -> bool:
        """Tell whether a request can be decided in this way now."""
        return (case.pass_on_by is None or self.is_for_customers) and self.is_open_to(case, now)

    def is_allowed_to(self, user: Any) -> bool:
        return may_work(user) if self.is_work else may_decide(user)


_WORK, _DECIDE = "dsar.work_case", "dsar.decide_case"


def may_work(user: Any) -> bool:
    """Tell whether an account may work on requests; whoever decides them may."""
    return bool(user.has_perm(_WORK) or user.has_perm(_DECIDE))


def may_decide(user: Any) -> bool:
    """Tell whether an account may decide requests, and see what only those who decide see."""
    return bool(user.has_perm(_DECIDE))


@staff_form
class NoForm(forms.Form):
    """A form without fields, for decisions that are only confirmed."""
