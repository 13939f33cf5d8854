"""A month later: the deletions, the promises, the journal, and the search for what must be gone."""

import json
import re
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from tools.demo.errors import DemoError
from tools.demo.scenes.newsletter import Readers
from tools.demo.scenes.search import look_after
from tools.demo.stage import Stage

DAYS = 31
_HELD = "SELECT count(*) FROM newsletter_subscription WHERE email = ANY(%s)"
_WORDS = "SELECT text::text FROM privacy_statement WHERE promises ? %s"
_PROMISES = "SELECT promises::text FROM privacy_statement WHERE promises ? %s"


def play(stage: Stage, readers: Readers) -> None:
    """Move the clock and look again."""
    at = (datetime.now(UTC) + timedelta(days=DAYS)).isoformat(timespec="seconds")
    _month_later(stage, readers, at)
    stage.say("The deletions run again, the promises and the journal are checked")
    commands = (("run_retention", "--now", at), ("check_promises", "--json"), ("verify_journal",))
    with ThreadPoolExecutor() as side_by_side:
        again, promises, journal = side_by_side.map(lambda command: stage.site.manage(*command), commands)
    is_idle = again[0] == 0 and bool(re.search(r"\b0 rows deleted", again[1]))
    stage.prove("P27", "deleting twice does nothing", done="ran it again", seen=_last(again[1]), is_proven=is_idle)
    _promises(stage, *promises)
    stage.prove("P26", "the journal is whole", done="verify_journal", seen=_last(journal[1]), is_proven=journal[0] == 0)
    stage.say("A full dump of the database is searched")
    look_after(stage)


def _month_later(stage: Stage, readers: Readers, at: str) -> None:
    stage.say(f"The clock moves {DAYS} days: run_retention --now {at}")
    left = [readers.by_page, readers.by_click]
    before = stage.site.count(_HELD, left)
    code, said = stage.site.manage("run_retention", "--now", at)
    after = stage.site.count(_HELD, left)
    stage.prove(
        "P29", "erased within 30 days of unsubscribing",
        done=f"moved the clock {DAYS} days, ran the deletions",
        seen=f"{before} ended subscriptions before, {after} after; {_last(said)}",
        is_proven=code == 0 and (before, after) == (2, 0),
    )  # fmt: skip
    waiting = stage.site.count(_HELD, [readers.silent])
    stage.prove(
        "P28", "an unconfirmed address goes",
        done="the same run", seen=f"{waiting} rows of the one who never confirmed", is_proven=waiting == 0,
    )  # fmt: skip


def _promises(stage: Stage, code: int, said: str) -> None:
    try:
        results = json.loads(said)
    except ValueError as error:
        raise DemoError(f"check_promises said: {_last(said)}") from error
    policy = stage.browser("en").get("/en/privacy/").text
    kept = {one["id"] for one in results if one["verdict"] == "kept"}
    for one in results:
        verdict, promise = one["verdict"], one["id"]
        texts = stage.site.texts(_WORDS, promise)
        # A passage that makes several promises is held back while one of them is not proven.
        may_lack = all(set(json.loads(ids)) - kept for ids in stage.site.texts(_PROMISES, promise))
        is_published = _is_published(texts, policy)
        note = "the policy promises it" if is_published else "the policy does not promise it"
        stage.prove(
            promise, "as the site judges itself",
            done="check_promises",
            seen=f"{verdict}: {one['figure']}; {note}",
            # What the register has no words for can hold all the same; what it has words for is said when it holds.
            is_proven=(is_published or may_lack) if verdict == "kept" else verdict == "unproven" and not is_published,
        )  # fmt: skip
    broken = [one["id"] for one in results if one["verdict"] == "broken"]
    stage.prove(
        "all", "no published promise is broken",
        done="check_promises",
        seen=f"{len(results)} checked, {len(broken)} broken, exit {code}",
        is_proven=code == 0 and not broken,
    )  # fmt: skip


def _is_published(texts: Iterable[str], policy: str) -> bool:
    """Tell whether the policy on the site makes a promise: whether the longest plain run of its words stands there."""
    for text in texts:
        # A run ends where the marks of Markdown, a paragraph or a line of a list do.
        runs = re.split(r"[*\[\](){}#`_]|\n\s*(?:- )?", json.loads(text).get("en", ""))
        plain = max((" ".join(run.split()) for run in runs), key=len)
        if plain and plain in policy:
            return True
    return False


def _last(said: str) -> str:
    lines = said.strip().splitlines()
    return lines[-1] if lines else "it said nothing"
