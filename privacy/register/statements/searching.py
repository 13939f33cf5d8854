"""Staff find a statement of the policy by words in any language."""

from collections.abc import Iterator

from django.db.models import TextField
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext_lazy

from privacy.register.statements.models import Statement
from privacy.staff.searching import MOST, Hit, searchable


@searchable(title=gettext_lazy("Statements of the policy"), permission="privacy.view_statement", order=50)
def statements(text: str) -> Iterator[Hit]:
    """Yield the statements that hold a text."""
    rows = Statement.objects.annotate(words=Cast("text", TextField())).filter(words__icontains=text)
    for statement in rows.order_by("order", "key")[: MOST + 1]:
        url = reverse("admin:privacy_statement_change", args=[statement.pk])
        yield Hit(text=statement.beginning, url=url)
