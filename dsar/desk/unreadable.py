"""A kind of data that cannot be read: the pages of requests say which, and nothing is approved without it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from django.contrib import messages
from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from dsar.cases.models import Case, Contact
from dsar.cases.whose import addresses_of
from dsar.people import personal_rows
from dsar.people.errors import SourceFailed
from privacy.inventory.declarations import title_of

View = Callable[..., HttpResponse]


def in_words(failure: SourceFailed) -> str:
    """Return which kind of data cannot be read, and what follows from it."""
    text = _(
        "“%(kind)s” cannot be read now, and nothing is approved before it can be. Tell whoever runs the site; the time "
        "for the answer runs on."
    )
    return text % {"kind": title_of(failure.label)}


@contextmanager
def named(case: Case) -> Iterator[None]:
    """Say of which kind of a person's data an error of the database is. Raises ``SourceFailed``."""
    try:
        with transaction.atomic():
            yield
    except DatabaseError:
        if contact := Contact.objects.filter(case=case).first():
            personal_rows.with_rows_named(personal_rows.rows_by_model(addresses_of(contact)))
        raise


def said(view: View) -> View:
    """Lead a page that cannot be shown or acted on because of it back to its request, with what cannot be read."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except SourceFailed as failure:
            messages.error(request, in_words(failure))
            if "case_id" in kwargs:
                return redirect("admin:dsar_case_change", kwargs["case_id"])
            return redirect("admin:dsar_case_changelist")

    return guarded
