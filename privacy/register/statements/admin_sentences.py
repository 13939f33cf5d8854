"""Admin page of the promising sentences outside the policy: which are shown, which are withheld, and why."""

import re
from dataclasses import dataclass
from itertools import groupby

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacy.register import in_force
from privacy.register.frozen.rows import PROMISED
from privacy.register.languages.fields import in_language
from privacy.register.promises.enums import VerdictKind
from privacy.register.promises.models import PromiseVerdict
from privacy.register.statements.models import Statement
from privacy.register.statements.site_sentences import registry
from privacy.staff import acts
from privacy.staff.list_pages import list_page


@dataclass(frozen=True, kw_only=True)
class ShownSentence:
    """A sentence as the publication in force chose it. ``missing`` are its promises that are not kept now, and why."""

    place: str
    text: str
    otherwise: str
    is_promised: bool
    missing: list[str]


def shown_sentences() -> list[ShownSentence]:
    """Return every registered sentence in the active language, by the place where the site says it."""
    published = {one.key: one for one in in_force.register().sentences}
    latest = {one.promise: one for one in PromiseVerdict.objects.latest_of_each()}
    found = []
    for key, one in registry.items():
        row = published.get(key)
        found.append(
            ShownSentence(
                place=str(one.place),
                text=_with_gaps(in_language(row.text) if row else str(one.text)),
                otherwise=_with_gaps(in_language(row.otherwise) if row and row.otherwise else str(one.otherwise)),
                is_promised=row is not None and row.published == PROMISED,
                missing=[reason for name in one.promises if (reason := _missing(name, latest.get(name)))],
            )
        )
    return sorted(found, key=lambda one: one.place)


def _with_gaps(text: str) -> str:
    """Return a sentence with an ellipsis where a page fills in a date or a period."""
    return re.sub(r"%\(\w+\)s", "…", text)


def _missing(name: str, verdict: PromiseVerdict | None) -> str:
    """Return why a promise is not proven now, or an empty text."""
    if verdict is None:
        return f"{name}: {_('nobody has checked it yet')}"
    return "" if verdict.kind == VerdictKind.KEPT else f"{name}: {verdict.reason_here() or verdict.figure_here()}"


def _may_read(request: HttpRequest) -> bool:
    return bool(request.user.has_perm("privacy.view_statement"))


@list_page(
    model=Statement,
    route="site/",
    name="privacy_site_sentences",
    title=gettext_lazy("What the site promises elsewhere"),
    is_allowed=_may_read,
)
@acts.reads
def show(request: HttpRequest, admin: ModelAdmin) -> HttpResponse:
    """Show the sentences to staff who may view statements."""
    if not _may_read(request):
        raise PermissionDenied
    places = groupby(shown_sentences(), key=lambda one: one.place)
    context = {
        **admin.admin_site.each_context(request),
        "title": _("What the site promises elsewhere"),
        "opts": admin.opts,
        "places": [(place, list(sentences)) for place, sentences in places],
        "is_published": in_force.current() is not None,
    }
    return render(request, "admin/privacy/statement/sentences.html", context)
