"""A month later: run the deletions, check promises and journal, and search for erased data."""

import json
import re
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from tools.demo.demo_run import DemoRun
from tools.demo.errors import DemoError
from tools.demo.scenes.newsletter import Readers
from tools.demo.scenes.search import search_after

DAYS = 31
_SUBSCRIPTIONS = "SELECT count(*) FROM newsletter_subscription WHERE email = ANY(%s)"
_SIGN_UPS = "SELECT count(*) FROM newsletter_pendingsignup WHERE email = %s"
_WORDS = "SELECT text::text FROM privacy_statement WHERE promises ? %s"
_PROMISES = "SELECT promises::text FROM privacy_statement WHERE promises ? %s"


def play(run: DemoRun, readers: Readers) -> None:
    """Run the deletions of a month later, and check everything."""
    at = (datetime.now(UTC) + timedelta(days=DAYS)).isoformat(timespec="seconds")
    _month_later(run, readers, at)
    run.say("The deletions run again, the promises and the journal are checked")
    commands = (("run_retention", "--now", at), ("check_promises", "--json"), ("verify_journal",))
    with ThreadPoolExecutor() as side_by_side:
        again, promises, journal = side_by_side.map(lambda command: run.site.manage(*command), commands)
    is_idle = again[0] == 0 and bool(re.search(r"\b0 rows deleted", again[1]))
    run.prove("P27", "deleting twice does nothing", done="ran it again", seen=_last_line(again[1]), is_proven=is_idle)
    _promises(run, *promises)
    run.prove(
        "P26", "the journal is whole", done="verify_journal", seen=_last_line(journal[1]), is_proven=journal[0] == 0
    )
    run.say("A full dump of the database is searched")
    search_after(run)


def _month_later(run: DemoRun, readers: Readers, at: str) -> None:
    run.say(f"The clock moves {DAYS} days: run_retention --now {at}")
    left = [readers.by_page, readers.by_click]
    before = run.site.count(_SUBSCRIPTIONS, left)
    code, output = run.site.manage("run_retention", "--now", at)
    after = run.site.count(_SUBSCRIPTIONS, left)
    run.prove(
        "P29", "erased within 30 days of unsubscribing",
        done=f"moved the clock {DAYS} days, ran the deletions",
        seen=f"{before} ended subscriptions before, {after} after; {_last_line(output)}",
        is_proven=code == 0 and (before, after) == (2, 0),
    )  # fmt: skip
    waiting = run.site.count(_SIGN_UPS, readers.silent)
    run.prove(
        "P28", "an unconfirmed address goes",
        done="the same run", seen=f"{waiting} rows of the person who never confirmed", is_proven=waiting == 0,
    )  # fmt: skip


def _promises(run: DemoRun, code: int, output: str) -> None:
    try:
        results = json.loads(output)
    except ValueError as error:
        raise DemoError(f"check_promises said: {_last_line(output)}") from error
    policy = run.browser("en").get("/en/privacy/").text
    kept = {result["id"] for result in results if result["verdict"] == "kept"}
    for result in results:
        verdict, promise = result["verdict"], result["id"]
        texts = run.site.texts(_WORDS, promise)
        # A passage that makes several promises is not published while one of them is unproven.
        may_lack = all(set(json.loads(ids)) - kept for ids in run.site.texts(_PROMISES, promise))
        is_published = _is_published(texts, policy)
        note = "the policy promises it" if is_published else "the policy does not promise it"
        run.prove(
            promise, "as the site judges itself",
            done="check_promises",
            seen=f"{verdict}: {result['figure']}; {note}",
            # A kept promise without a text in the register is still kept; with a text it must be published.
            is_proven=(is_published or may_lack) if verdict == "kept" else verdict == "unproven" and not is_published,
        )  # fmt: skip
    broken = [result["id"] for result in results if result["verdict"] == "broken"]
    run.prove(
        "all", "no published promise is broken",
        done="check_promises",
        seen=f"{len(results)} checked, {len(broken)} broken, exit {code}",
        is_proven=code == 0 and not broken,
    )  # fmt: skip


def _is_published(texts: Iterable[str], policy: str) -> bool:
    """Return whether the published policy contains the longest unformatted passage of one of ``texts``."""
    for text in texts:
        # Markdown marks, paragraphs and list items end a passage: they are rendered as elements.
        passages = re.split(r"[*\[\](){}#`_]|\n\s*(?:- )?", json.loads(text).get("en", ""))
        plain = max((" ".join(passage.split()) for passage in passages), key=len)
        if plain and plain in policy:
            return True
    return False


def _last_line(output: str) -> str:
    lines = output.strip().splitlines()
    return lines[-1] if lines else "no output"
