"""Staff find a purpose by words in any language."""

from collections.abc import Iterator

from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext_lazy

from privacy.register.purposes.models import Purpose
from privacy.staff.searching import MOST, Hit, searchable


@searchable(title=gettext_lazy("Purposes"), permission="privacy.view_purpose", order=45)
def purposes(text: str) -> Iterator[Hit]:
    """Yield the purposes whose title or description holds a text."""
    rows = Purpose.objects.annotate(
        title_words=Cast("title", TextField()), more_words=Cast("description", TextField())
    ).filter(Q(title_words__icontains=text) | Q(more_words__icontains=text))
    for purpose in rows.order_by("order", "key")[: MOST + 1]:
        yield Hit(text=str(purpose), url=reverse("admin:privacy_purpose_change", args=[purpose.pk]))
