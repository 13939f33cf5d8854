"""A person asks for a copy of the data, and then for erasure; staff approve."""

import io
import re
import zipfile

from tools.demo.errors import NotFoundError
from tools.demo.mailbox import Mail
from tools.demo.pages import Page
from tools.demo.scenes.search import look_before
from tools.demo.stage import Stage

_HELD = (
    "SELECT (SELECT count(*) FROM newsletter_subscription WHERE email = %s)"
    " + (SELECT count(*) FROM contact_message WHERE email = %s) + (SELECT count(*) FROM dsar_contact WHERE email = %s)"
)
_CASES = "SELECT count(*) FROM dsar_case WHERE state <> 'unverified'"
_CASE = re.compile(r"/dsar/case/[0-9a-f-]{36}/change/")
RIGHTS = 8  # that the policy lists (LAW P31-P38)


def play(stage: Stage, address: str, words: str) -> None:
    """Ask for a copy, then for erasure."""
    stage.say("A person opens My data and asks for a copy")
    _portal(stage)
    _same_answer(stage)
    mail = handled(stage, address, "copy", "P32")
    _copy(stage, address, words, mail)
    look_before(stage)
    stage.say("The same person asks for erasure")
    mail = handled(stage, address, "erase", "P34")
    _erased(stage, address, mail)


def _portal(stage: Stage) -> None:
    browser = stage.browser("en")
    page = browser.get("/en/my-data/")
    front = browser.get("/en/")
    path = [link.href for link in front.links if link.href.rstrip("/").endswith("/en/my-data")]
    # The way by browser is for those who left no address, and asks for none.
    offers = {link.href for link in page.links if re.search(r"/en/my-data/(?!browser/)[a-z-]+/$", link.href)}
    forms = [browser.get(offer).form_with(kind="email") for offer in sorted(offers)]
    stage.prove(
        "P30", "every right, one button each",
        done="opened My data from the front page and every button on it",
        seen=f"{len(offers)} rights, each with a form that asks for an address; {len(path)} links lead there",
        is_proven=len(forms) >= RIGHTS and bool(path),
    )  # fmt: skip


def _same_answer(stage: Stage) -> None:
    """Ask for the data of somebody of whom nothing is held, and of somebody known."""
    stranger, known = stage.person("nobody"), stage.invented[0]
    answers = [ask(stage, address, "information")[0] for address in (stranger, known)]
    is_same = answers[0].status == answers[1].status and answers[0].text == answers[1].text
    stage.prove(
        "P34", "no answer tells who is known",
        done="asked with a known and with an unknown address",
        seen="the same page, word for word; both got the same kind of mail" if is_same else "the answers differ",
        is_proven=is_same,
    )  # fmt: skip


def ask(stage: Stage, address: str, right: str, message: str = "") -> tuple[Page, Mail]:
    """Fill in the form of one right; return the page that answers and the mail that asks to confirm."""
    browser = stage.browser("en")
    portal = browser.get("/en/my-data/")
    page = browser.get(portal.link(rf"/en/my-data/{right}"))
    form = page.form_with(kind="email")
    values = {form.of_kind("email"): address}
    if message:
        values[form.of_kind("textarea")] = message
    answers: list[Page] = []
    mail = stage.letter(
        address,
        lambda: answers.append(browser.send(page, form, values)),
        "confirm the request",
    )
    return answers[0], mail


def handled(stage: Stage, address: str, right: str, promise: str) -> Mail:
    """Ask, confirm, have staff approve; return the mail that says it is done."""
    _, asked = ask(stage, address, right)
    browser = stage.browser("en")
    before = stage.site.count(_CASES)
    page = browser.get(asked.link("confirm|bekreft"))
    looked = stage.site.count(_CASES) - before
    received = stage.letter(address, lambda: stage.press(page, browser=browser), "the request has come in")
    pressed = stage.site.count(_CASES) - before
    stage.prove(
        promise, f"asking to {right} needs an address only",
        done="asked, opened the mailed link, pressed its button",
        seen=f"{looked} requests opened by looking, {pressed} by the button; the receipt is “{received.subject}”",
        is_proven=(looked, pressed) == (0, 1),
    )  # fmt: skip
    stage.say("Staff approve it in /admin/")
    return stage.letter(address, lambda: decide(stage, address, "approve"), "the request is done")


def decide(stage: Stage, address: str, decision: str, words: str = "") -> None:
    """Find the open request as staff do, and press the button of one decision; ``words`` is what they write."""
    staff = stage.staff()
    listed = staff.get("/admin/dsar/case/?o=-4")
    links = dict.fromkeys(link.href for link in listed.links if _CASE.search(link.href))
    for case in map(staff.get, links):
        ways = [link.href for link in case.links if link.href.endswith(f"/{decision}/")]
        if address in case.text and ways:
            page = staff.get(ways[0])
            form = page.form(lambda one: one.method == "post" and one.is_main and bool(one.buttons))
            staff.send(page, form, {form.of_kind("textarea"): words} if words else {})
            return
    raise NotFoundError("staff do not find the request in /admin/")


def _copy(stage: Stage, address: str, words: str, mail: Mail) -> None:
    browser = stage.browser("en")
    page = browser.get(mail.link("/case/|/sak/"))
    form = page.form(lambda one: "download" in one.action or "last-ned" in one.action)
    answer = browser.send(page, form)
    files = unpack(answer.body)
    data = files.get("data.json", "")
    held = [name for name in ("subscription", "message") if name in data]
    is_full = address in data and words in data and len(held) == 2 and "index.html" in files
    stage.prove(
        "P32", "a copy of everything",
        done="staff approved; followed the mailed link and downloaded the zip",
        seen=f"{len(files)} files; {'the address, the message' if is_full else 'not all'}: {', '.join(held)}",
        is_proven=answer.status == 200 and is_full,
    )  # fmt: skip


def unpack(content: bytes) -> dict[str, str]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return {name: archive.read(name).decode(errors="replace") for name in archive.namelist()}
    except zipfile.BadZipFile:
        return {}


def _erased(stage: Stage, address: str, mail: Mail) -> None:
    stage.wait(lambda: not stage.site.count(_HELD, address, address, address))
    left = stage.site.count(_HELD, address, address, address)
    stage.prove(
        "P34", "erased on request",
        done="asked to be erased; staff approved",
        seen=f"told by mail “{mail.subject}”; {left} rows with the address left",
        is_proven=left == 0,
    )  # fmt: skip
    link = next((one for one in mail.links if "datatilsynet" in one), "")
    stage.prove(
        "P40", "the right to complain",
        done="read the letter with the decision",
        seen=f"it leads to {link}" if link else "no authority named",
        is_proven=bool(link),
    )  # fmt: skip
