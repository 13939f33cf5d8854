"""Compare the front page and the consent POST with bare Django."""

from functools import partial

from django.db import connection
from django.test import Client

from tools.bench.bench_servers import HOST, Server
from tools.bench.rounds import Comparison, take_turns

ACCEPT = b"choice=all&surface=banner"


def front_page(ours: Server, bare: Server, naked: Server, *, rounds: int, seconds: float) -> list[Comparison]:
    """Compare our front page with a view that renders the same template with the same context."""
    label = f"front page (kept rendered), {queries_of_front_page()} queries"
    comparisons = [
        Comparison(label, "same template, Django's own middleware only", 0.9),
        Comparison(label, "same template, no middleware at all", 0.9),
    ]
    baselines = [partial(server.rate, "GET", "/bare/page/", status=200, seconds=seconds) for server in (bare, naked)]
    front = partial(ours.rate, "GET", "/", status=200, seconds=seconds)
    take_turns(front, list(zip(comparisons, baselines, strict=True)), rounds)
    return comparisons


def consent(ours: Server, bare: Server, naked: Server, *, rounds: int, seconds: float) -> list[Comparison]:
    """Compare accepting all (a record and a signed cookie; the journal entry comes later) with an INSERT by the ORM."""
    comparisons = [
        Comparison("consent POST", "one INSERT, Django's own middleware only", 0.7),
        Comparison("consent POST", "one INSERT, no middleware at all", 0.7),
    ]
    baselines = [
        partial(server.rate, "POST", "/bare/insert/", ACCEPT, status=303, seconds=seconds) for server in (bare, naked)
    ]
    accept = partial(ours.rate, "POST", "/samtykke/", ACCEPT, status=303, seconds=seconds)
    take_turns(accept, list(zip(comparisons, baselines, strict=True)), rounds)
    return comparisons


def queries_of_front_page() -> int:
    """Return the number of queries of the front page once the register in force is in memory."""
    client, count = Client(headers={"host": HOST, "x-forwarded-proto": "https"}), 0

    def note(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        nonlocal count
        count += 1
        return execute(sql, params, many, context)

    client.get("/")
    with connection.execute_wrapper(note):
        client.get("/")
    return count
