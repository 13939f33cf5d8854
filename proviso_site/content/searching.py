"""Staff find a page of our own by its title or its words."""

from collections.abc import Iterator

from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext_lazy

from privacy.staff.searching import MOST, Hit, searchable
from proviso_site.content.models import ContentPage


@searchable(title=gettext_lazy("Pages of our own"), permission="proviso_site.view_contentpage", order=55)
def pages(text: str) -> Iterator[Hit]:
    """Yield the pages that hold a text."""
    rows = ContentPage.objects.annotate(
        title_words=Cast("title", TextField()),
        lead_words=Cast("lead", TextField()),
        words=Cast("blocks__text", TextField()),
    )
    found = rows.filter(Q(title_words__icontains=text) | Q(lead_words__icontains=text) | Q(words__icontains=text))
    for page in ContentPage.objects.filter(pk__in=found.values("pk"))[: MOST + 1]:
        yield Hit(text=str(page), url=reverse("admin:proviso_site_contentpage_change", args=[page.pk]))
