"""The front page and the consent POST, each beside what bare Django does."""

from django.db import connection
from django.test import Client

from tools.bench.ground import HOST, Server
from tools.bench.rounds import Comparison, take_turns

ACCEPT = b"choice=all&surface=banner"


def front_page(ours: Server, bare: Server, naked: Server, *, rounds: int, seconds: float) -> list[Comparison]:
    """Compare our front page with a view that renders the same template with the same context."""
    what = f"front page (kept rendered), {queries_of_front_page()} queries"
    comparisons = [
        Comparison(what, "same template, Django's own middleware only", 0.9),
        Comparison(what, "same template, no middleware at all", 0.9),
    ]
    take_turns(
        lambda: ours.rate("GET", "/", status=200, seconds=seconds),
        [
            (one, lambda server=server: server.rate("GET", "/bare/page/", status=200, seconds=seconds))  # type: ignore[misc]
            for one, server in zip(comparisons, (bare, naked), strict=True)
        ],
        rounds,
    )
    return comparisons


def consent(ours: Server, bare: Server, naked: Server, *, rounds: int, seconds: float) -> list[Comparison]:
    """Compare accepting all (a record, a signed cookie; the journal learns of it later) with one INSERT by the ORM."""
    comparisons = [
        Comparison("consent POST", "one INSERT, Django's own middleware only", 0.7),
        Comparison("consent POST", "one INSERT, no middleware at all", 0.7),
    ]
    take_turns(
        lambda: ours.rate("POST", "/samtykke/", ACCEPT, status=303, seconds=seconds),
        [
            (one, lambda server=server: server.rate("POST", "/bare/insert/", ACCEPT, status=303, seconds=seconds))  # type: ignore[misc]
            for one, server in zip(comparisons, (bare, naked), strict=True)
        ],
        rounds,
    )
    return comparisons


def queries_of_front_page() -> int:
    """Return how many queries the front page makes once the register in force is in memory."""
    client, count = Client(headers={"host": HOST, "x-forwarded-proto": "https"}), 0

    def note(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        nonlocal count
        count += 1
        return execute(sql, params, many, context)

    client.get("/")
    with connection.execute_wrapper(note):
        client.get("/")
    return count
