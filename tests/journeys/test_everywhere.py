"""One person with a mark in every field: in the copy, gone after the erasure from every place there is (A-15, P34)."""

import psycopg
import pytest

from tests.live import LiveSite
from tools.demo.demo_run import DemoRun
from tools.demo.errors import DemoError
from tools.demo.scenes import canary
from tools.demo.site import Site
from tools.demo.traces import find_traces


@pytest.fixture
def run(site: LiveSite) -> DemoRun:
    broker = site.environment["REDIS_URL"]
    return DemoRun(Site(site.var, site.base_url, site.database_url, site.staff_email, site.staff_password, broker))


@pytest.mark.law("P2", "P16", "P27", "P32", "P34", "D-14", "D-24", "X-12", "X-17")
def test_a_person_is_copied_whole_and_erased_from_everywhere(run: DemoRun) -> None:
    canary.play(run)
    assert [(finding.promise, finding.seen) for finding in run.findings if not finding.is_proven] == []
    assert {finding.promise for finding in run.findings} == {"P32", "P34"}


@pytest.mark.law("P34", "D-24")
def test_a_table_that_somebody_keeps_aside_is_found(run: DemoRun, monkeypatch: pytest.MonkeyPatch) -> None:
    """A trigger that copies messages aside, as a careless extension would."""
    with psycopg.connect(run.site.database_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE aside (word text)")
        connection.execute(
            "CREATE FUNCTION keep_aside() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN INSERT INTO aside VALUES (NEW.text); RETURN NEW; END $$"
        )
        connection.execute(
            "CREATE TRIGGER keep_aside AFTER INSERT ON contact_message FOR EACH ROW EXECUTE FUNCTION keep_aside()"
        )
    try:
        canary.play(run)
    finally:
        with psycopg.connect(run.site.database_url, autocommit=True) as connection:
            connection.execute("DROP TRIGGER keep_aside ON contact_message")
            connection.execute("DROP FUNCTION keep_aside")
            connection.execute("DROP TABLE aside")
    [finding] = [finding for finding in run.findings if not finding.is_proven]
    assert (finding.promise, finding.seen) == ("P34", "left in aside")


@pytest.mark.law("P34")
def test_broker_files_and_logs_are_searched(run: DemoRun) -> None:
    import redis

    word = f"mark-{run.token}"
    with redis.Redis.from_url(run.site.broker_url, db=7) as server:
        server.rpush("left", f"about {word}")
        server.expire("left", 60)
    (run.site.var / "log" / "stray.log").write_text(f"GET /?q={word}\n")
    (run.site.var / "files").mkdir(exist_ok=True)
    (run.site.var / "files" / "cv.txt").write_text(word.encode().hex())
    try:
        traces = find_traces(run.site, [word])
    finally:
        (run.site.var / "log" / "stray.log").unlink()
        (run.site.var / "files" / "cv.txt").unlink()
    assert traces.places[word] == {"broker and cache", "file log", "file files"}


def test_a_site_that_cannot_plant_proves_nothing(run: DemoRun, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Site, "manage", lambda self, *arguments: (1, "plant_canary: no"))
    with pytest.raises(DemoError, match="plant_canary"):
        canary.play(run)
