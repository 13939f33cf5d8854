"""Lists of rows without bound, paged by the key of the last row instead of by number."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import PAGE_VAR, ChangeList
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import BooleanField, F, Field, Func, Model, QuerySet, Value
from django.db.models.lookups import GreaterThan, LessThan
from django.http import HttpRequest

from privacy.staff.read_only import ReadOnlyAdmin

_AFTER, _BEFORE, _LAST = "after", "before", "last"
_SEPARATOR = "~"
_MOST_FOUND = 500
_NOBODY = UUID(int=0)


@dataclass(frozen=True, kw_only=True)
class Order:
    """The order of a list: columns that are never empty, all in one direction, and together different in every row.

    PostgreSQL then finds the rows after a key in an index, however many lie before it.
    """

    fields: tuple["Field[Any, Any]", ...]
    is_descending: bool

    @classmethod
    def of(cls, model: type[Model], names: Sequence[Any]) -> "Order":
        """Raises ``ValueError`` when the names are no such order."""
        columns = {field.name: field for field in model._meta.concrete_fields}
        fields = tuple(columns[bare] for name in names if (bare := name.lstrip("-")) in columns)
        directions = {name.startswith("-") for name in names}
        is_whole = len(directions) == 1 and len(fields) == len(names)
        if not is_whole or any(field.null for field in fields) or not _is_unique(model, fields):
            raise ValueError(f"{model._meta.label} cannot be paged by {', '.join(names)}. {cls.__doc__}")
        return cls(fields=fields, is_descending=directions.pop())

    def names(self, *, is_reversed: bool = False) -> list[Any]:
        """Return the names for ``order_by``."""
        sign = "-" if self.is_descending is not is_reversed else ""
        return [f"{sign}{field.name}" for field in self.fields]

    def key_of(self, row: Model) -> str:
        """Return where a row lies in the list, for an address."""
        return _SEPARATOR.join(field.value_to_string(row) for field in self.fields)

    def beyond(self, key: str, *, is_reversed: bool = False) -> LessThan | GreaterThan:
        """Return the condition for rows after a key, or before it. Raises ``ValidationError`` for no key of ours."""
        parts = key.split(_SEPARATOR)
        if len(parts) != len(self.fields):
            raise ValidationError("The key of the page has another number of parts.")
        values = [
            Value(field.to_python(part), output_field=field) for field, part in zip(self.fields, parts, strict=True)
        ]
        columns = [F(field.attname) for field in self.fields]
        compare = LessThan if self.is_descending is not is_reversed else GreaterThan
        return compare(_row(columns), _row(values))


def _is_unique(model: type[Model], fields: tuple["Field[Any, Any]", ...]) -> bool:
    names = {field.name for field in fields}
    constraints = (set(constraint.fields) for constraint in model._meta.total_unique_constraints)
    return any(field.unique for field in fields) or any(names >= constraint for constraint in constraints)


def _row(parts: list[Any]) -> Func:
    return Func(*parts, function="ROW", output_field=BooleanField())


class LongChangeList(ChangeList):
    """A page of a long list. Counts nothing and skips nothing: it reads the rows of the page and one more.

    ``after_key`` and ``before_key`` are the keys from which the neighbouring pages start; empty where there is none.
    """

    after_key = before_key = ""
    is_first = True
    _order: Order

    def get_ordering(self, request: HttpRequest, queryset: QuerySet[Any]) -> list[Any]:
        """Return the declared order: another would need an index of its own."""
        self._order = Order.of(self.model, self.model_admin.get_ordering(request))
        return self._order.names()

    def get_results(self, request: HttpRequest) -> None:
        where, _colon, key = request.GET.get(PAGE_VAR, "").partition(":")
        is_backwards = where in (_BEFORE, _LAST)
        rows = self.queryset.order_by(*self._order.names(is_reversed=is_backwards))
        if where in (_AFTER, _BEFORE):
            try:
                rows = rows.filter(self._order.beyond(key, is_reversed=is_backwards))
            except (ValidationError, ValueError, OverflowError) as error:
                raise IncorrectLookupParameters from error
        found = list(rows[: self.list_per_page + 1])
        has_more, found = len(found) > self.list_per_page, found[: self.list_per_page]
        if is_backwards:
            found.reverse()
        self._set_neighbours(where, found, has_more)
        self.result_list = found
        # The number of all rows is not known; the templates show none when the two counts are equal.
        self.result_count = len(found)
        self.full_result_count = None if self.query else len(found)
        self.show_full_result_count = self.can_show_all = self.multi_page = False
        self.show_admin_actions = True
        self.paginator = Paginator(found, self.list_per_page)

    def _set_neighbours(self, where: str, found: list[Any], has_more: bool) -> None:
        is_backwards = where in (_BEFORE, _LAST)
        has_before = has_more if is_backwards else where == _AFTER
        has_after = where == _BEFORE if is_backwards else has_more
        self.is_first = not has_before
        if found:
            self.before_key = self._order.key_of(found[0]) if has_before else ""
            self.after_key = self._order.key_of(found[-1]) if has_after else ""

    def page_links(self) -> Iterator[tuple[str, str]]:
        """Yield the kind of each link to another page, with its address."""
        if not self.is_first:
            yield "first", self.get_query_string()
        if self.before_key:
            yield "before", self.get_query_string({PAGE_VAR: f"{_BEFORE}:{self.before_key}"})
        if self.after_key:
            yield "after", self.get_query_string({PAGE_VAR: f"{_AFTER}:{self.after_key}"})
            yield "last", self.get_query_string({PAGE_VAR: _LAST})


class LongListAdmin(ReadOnlyAdmin):
    """Show rows that only the system writes, and of which there may be millions.

    ``ordering`` is an ``Order``; an index must begin with it, and another with each filter followed by it. There is no
    count, no sorting by other columns and no ``date_hierarchy``, each of which reads every row.
    """

    sortable_by = ()
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 100
    change_list_template = "admin/privacy/long_list.html"

    def find(self, text: str) -> Iterable[Any]:
        """Return the keys of the rows that the words of a search find, by an index; for lists with a search."""
        raise NotImplementedError

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        text = search_term.strip()
        if not text:
            return super().get_search_results(request, queryset, "")
        # Looked up first: together with the order of the list PostgreSQL might read all of it.
        return queryset.filter(pk__in=[*islice(self.find(text), _MOST_FOUND)] or [_NOBODY]), False

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return LongChangeList
