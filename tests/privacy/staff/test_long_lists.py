"""Lists that may hold millions of rows are paged by key: no page, search or filter reads the whole table."""

import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import chain
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.db.models import Model
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from newsletter.subscriptions.models import Subscription
from privacy.letters.models import Letter
from privacy.staff.checks import check_long_lists
from privacy.staff.long_lists import LongListAdmin, Order
from privacy.staff.read_only import ReadOnlyAdmin
from tests.factories.newsletter import NOW, ActiveFactory
from tests.factories.privacy import StatementFactory
from tests.staff_rows import FILLED, fill

ROWS = 50_000
# A filter by two columns may read what the first of them leaves.
MOST_READ = ROWS // 4
_LINKS = re.compile(r'<nav class="pages".*?</nav>', re.DOTALL)
_HREF = re.compile(r'href="([^"]*)"')


def long_lists() -> list[Any]:
    found = [one for one in admin.site._registry.values() if isinstance(one, LongListAdmin)]
    return sorted(found, key=lambda model_admin: model_admin.model._meta.label)


def path_of(model: type[Model]) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def pages_of(html: str) -> dict[str, str]:
    """Return the links to other pages, by the direction in their address."""
    links = [link.replace("&amp;", "&") for link in _HREF.findall(_LINKS.findall(html)[0])]
    return {dict(parse_qsl(urlsplit(link).query)).get("p", "first").partition(":")[0]: link for link in links}


def test_every_list_that_the_system_fills_is_paged_by_key_or_bounded() -> None:
    assert check_long_lists(None) == []
    assert {model_admin.model._meta.label for model_admin in long_lists()} == set(FILLED)


@pytest.mark.parametrize(
    ("base", "facts", "fault"),
    [
        (ReadOnlyAdmin, {}, ["privacy.E040"]),
        (ReadOnlyAdmin, {"short_because": "one row a day"}, []),
        (LongListAdmin, {"ordering": ("-due_at", "-id")}, []),
        (LongListAdmin, {"ordering": ("-due_at",)}, ["privacy.E041"]),
        (LongListAdmin, {"ordering": ("-due_at", "id")}, ["privacy.E041"]),
        (LongListAdmin, {"ordering": ("-ended_at", "-id")}, ["privacy.E041"]),
        (LongListAdmin, {"ordering": ("-nothing", "-id")}, ["privacy.E041"]),
        (LongListAdmin, {}, ["privacy.E041"]),
        (LongListAdmin, {"ordering": ("-due_at", "-id"), "date_hierarchy": "due_at"}, ["privacy.E041"]),
    ],
)
def test_list_without_bound_is_found(base: type[ModelAdmin], facts: dict[str, Any], fault: list[str]) -> None:
    registered = admin.site._registry[Letter]
    admin.site._registry[Letter] = type("SomeAdmin", (base,), facts)(Letter, admin.site)
    try:
        assert [found.id for found in check_long_lists(None)] == fault
    finally:
        admin.site._registry[Letter] = registered


@pytest.mark.django_db
@pytest.mark.parametrize("model_admin", long_lists(), ids=lambda model_admin: model_admin.model._meta.label)
def test_no_page_search_or_filter_reads_the_whole_table(
    model_admin: Any, admin_client: Client, admin_user: User, rf: RequestFactory
) -> None:
    fill(model_admin.model, ROWS)
    path = path_of(model_admin.model)
    first = look(admin_client, path, model_admin.model)
    middle = look(admin_client, path + page_in_the_middle(model_admin, admin_user, rf), model_admin.model)
    assert {"first", "before", "after", "last"} == set(pages_of(middle))
    for link in {*pages_of(first).values(), *pages_of(middle).values()}:
        look(admin_client, path + link, model_admin.model)
    for query in filters_of(model_admin, admin_user, rf):
        html = look(admin_client, path + query, model_admin.model)
        for link in pages_of(html).values():
            look(admin_client, path + link, model_admin.model)
    if model_admin.search_fields:
        for words in ("person-77@example.com", "nobody@example.com"):
            look(admin_client, f"{path}?q={words}", model_admin.model)


def look(client: Client, address: str, model: type[Model]) -> str:
    """Open a list; each of its queries reads what an index leaves of the table, and never all of it."""
    table = model._meta.db_table
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    assert answer.status_code == 200, address
    statements = [query["sql"] for query in queries.captured_queries if table in query["sql"]]
    assert statements
    for statement in statements:
        assert "COUNT(" not in statement.upper(), address
        assert "OFFSET" not in statement.upper(), address
        assert rows_read(statement, table) <= MOST_READ, f"{address}: {statement}"
    return answer.content.decode()


def rows_read(statement: str, table: str) -> float:
    """Return how many rows of a table a statement reads where the planner takes an index if there is one.

    Left to itself it also weighs the tables beside, whose statistics depend on which tests ran before.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL jit = off")
        explain = "EXPLAIN (ANALYZE, FORMAT JSON, TIMING OFF, BUFFERS OFF) "
        cursor.execute(explain + statement.replace("%", "%%"), [])
        (plans,) = cursor.fetchone()
        cursor.execute("RESET enable_seqscan; RESET jit")
    return sum(_read_by(node) for node in _nodes_of(plans[0]["Plan"]) if node.get("Relation Name") == table)


def _nodes_of(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from _nodes_of(part)


def _read_by(node: dict[str, Any]) -> float:
    removed = (rows for name, rows in node.items() if name.startswith("Rows Removed by"))
    return (node["Actual Rows"] + sum(removed)) * node["Actual Loops"]


@pytest.mark.django_db
def test_query_that_no_index_serves_is_seen_to_read_the_whole_table() -> None:
    fill(Letter, 3_000)
    table = Letter._meta.db_table
    assert rows_read(f"SELECT * FROM {table} ORDER BY id LIMIT 101", table) == 101
    assert rows_read(f"SELECT * FROM {table} ORDER BY last_error, due_at LIMIT 101", table) == 3_000
    assert rows_read(f"SELECT * FROM {table} WHERE last_error = 'x' LIMIT 101", table) == 3_000


def page_in_the_middle(model_admin: Any, user: User, rf: RequestFactory) -> str:
    request = rf.get("/")
    request.user = user
    order = Order.of(model_admin.model, model_admin.get_ordering(request))
    rows = model_admin.get_changelist_instance(request).queryset
    return f"?p=after:{order.key_of(rows[ROWS // 20])}".replace("+", "%2B")


def filters_of(model_admin: Any, user: User, rf: RequestFactory) -> Iterator[str]:
    """Yield the query of every choice of every declared filter."""
    request = rf.get("/")
    request.user = user
    changelist = model_admin.get_changelist_instance(request)
    assert len(changelist.filter_specs) == len(model_admin.list_filter), "every filter has choices"
    for spec in changelist.filter_specs:
        choices = list(spec.choices(changelist))
        assert len(choices) > 1
        yield from (choice["query_string"] for choice in choices)


@pytest.mark.django_db
def test_pages_show_every_row_once_in_both_directions(admin_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows of the same time too."""
    monkeypatch.setattr(LongListAdmin, "list_per_page", 4)
    for number in range(11):
        ActiveFactory.create(requested_at=NOW - timedelta(days=number // 5))
    ordered = [str(pk) for pk in Subscription.objects.order_by("-requested_at", "-id").values_list("pk", flat=True)]
    path = path_of(Subscription)
    forwards = walk(admin_client, path, path, "after")
    assert [len(page) for page in forwards] == [4, 4, 3]
    assert list(chain.from_iterable(forwards)) == ordered
    backwards = walk(admin_client, path, path + "?p=last", "before")
    assert list(chain.from_iterable(reversed(backwards))) == ordered
    assert "before" not in pages_of(admin_client.get(path).content.decode())


def walk(client: Client, path: str, start: str, direction: str) -> list[list[str]]:
    pages, address = list[list[str]](), start
    while True:
        html = client.get(address).content.decode()
        pages.append(re.findall(r'name="_selected_action" value="([^"]+)"', html))
        links = pages_of(html)
        if direction not in links:
            return pages
        address = path + links[direction]


@pytest.mark.django_db
def test_page_keeps_filter_and_search(admin_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LongListAdmin, "list_per_page", 1)
    ActiveFactory.create_batch(3)
    html = admin_client.get(path_of(Subscription) + "?state__exact=active").content.decode()
    assert all("state__exact=active" in link for link in pages_of(html).values())
    filters = html[html.index('id="changelist-filter"') :].partition("</nav>")[0]
    assert "state__exact" in filters
    assert "p=" not in "".join(_HREF.findall(filters))


@pytest.mark.django_db
def test_short_list_counts_what_each_filter_would_show_and_a_long_one_does_not(admin_client: Client) -> None:
    ActiveFactory.create()
    StatementFactory.create_batch(2)  # a filter of one choice is not shown
    short = admin_client.get(reverse("admin:privacy_statement_changelist")).content.decode()
    assert "_facets=True" in short
    assert "_facets" not in admin_client.get(path_of(Subscription)).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "key",
    ["", "after", "after:", "after:x~y", "before:2026-01-01~x", "after:~~~", "after:2026-01-01T00:00:00Z", "7",
     "after:99999-01-01T00:00:00Z~3f333df6-90a4-4fda-8dd3-9485d27cee36"],
)  # fmt: skip
def test_key_that_is_none_leads_to_the_first_page_and_never_fails(admin_client: Client, key: str) -> None:
    ActiveFactory.create()
    answer = admin_client.get(path_of(Subscription) + f"?p={key}", follow=True)
    assert answer.status_code == 200
    assert "_selected_action" in answer.content.decode()


@pytest.mark.django_db
def test_order_in_the_address_changes_nothing(admin_client: Client) -> None:
    ActiveFactory.create_batch(2)
    pages = [admin_client.get(path_of(Subscription) + query).content.decode() for query in ("", "?o=1", "?o=-1")]
    ids = [re.findall(r'name="_selected_action" value="([^"]+)"', html) for html in pages]
    assert ids[0] == ids[1] == ids[2]
