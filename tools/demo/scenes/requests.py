"""A person asks for a copy of the data and then for erasure; staff approve both."""

import io
import re
import zipfile

from tools.demo.demo_run import DemoRun
from tools.demo.errors import DemoError, NotFoundError
from tools.demo.mailbox import Mail
from tools.demo.pages import Form, Page
from tools.demo.scenes.search import search_before

_ROWS = (
    "SELECT (SELECT count(*) FROM newsletter_subscription WHERE email = %s)"
    " + (SELECT count(*) FROM newsletter_pendingsignup WHERE email = %s)"
    " + (SELECT count(*) FROM contact_message WHERE email = %s) + (SELECT count(*) FROM dsar_contact WHERE email = %s)"
)
_CASES = "SELECT count(*) FROM dsar_case WHERE state <> 'unverified'"
_WAITING = "SELECT count(*) FROM dsar_job WHERE state = 'due' AND starts_at > now()"
_CASE = re.compile(r"/dsar/case/[0-9a-f-]{36}/change/")
_ASKS_CODE = re.compile(r"/code/$|/kode/$")
_CODE = r"\b\d{4} \d{4}\b"
SEEN = "seen"
_LOOKS = 4  # at what will happen
RIGHTS = 8  # that the policy lists (LAW P31-P38)


def play(run: DemoRun, address: str, words: str) -> None:
    """Ask for a copy, then for erasure."""
    run.say("A person opens My data and asks for a copy")
    _portal(run)
    _same_answer(run)
    mail = handled(run, address, "copy", "P32")
    _copy(run, address, words, mail)
    search_before(run)
    run.say("The same person asks for erasure")
    mail = handled(run, address, "erase", "P34")
    _erased(run, address, after_the_wait(run, address, mail))


def _portal(run: DemoRun) -> None:
    browser = run.browser("en")
    page = browser.get("/en/my-data/")
    front = browser.get("/en/")
    path = [link.href for link in front.links if link.href.rstrip("/").endswith("/en/my-data")]
    # The page for people known only by their browser asks for no address.
    offers = {link.href for link in page.links if re.search(r"/en/my-data/(?!browser/)[a-z-]+/$", link.href)}
    forms = [browser.get(offer).form_with(kind="email") for offer in sorted(offers)]
    run.prove(
        "P30", "every right, one button each",
        done="opened My data from the front page and every button on it",
        seen=f"{len(offers)} rights, each with a form that asks for an address; {len(path)} links lead there",
        is_proven=len(forms) >= RIGHTS and bool(path),
    )  # fmt: skip


def _same_answer(run: DemoRun) -> None:
    """Ask with an address of which the site holds nothing, and with one that it knows."""
    stranger, known = run.person("nobody"), run.invented[0]
    answers = [ask(run, address, "information")[0] for address in (stranger, known)]
    is_same = answers[0].status == answers[1].status and answers[0].text == answers[1].text
    run.prove(
        "P34", "no answer tells who is known",
        done="asked with a known and with an unknown address",
        seen="the same page, word for word; both got the same kind of mail" if is_same else "the answers differ",
        is_proven=is_same,
    )  # fmt: skip


def ask(run: DemoRun, address: str, right: str, message: str = "") -> tuple[Page, Mail]:
    """Send the form of a right; return the response page and the mail that asks for confirmation."""
    browser = run.browser("en")
    portal = browser.get("/en/my-data/")
    page = browser.get(portal.link(rf"/en/my-data/{right}"))
    form = page.form_with(kind="email")
    values = {form.of_kind("email"): address}
    if message:
        values[form.of_kind("textarea")] = message
    answers: list[Page] = []
    mail = run.letter(
        address,
        lambda: answers.append(browser.send(page, form, values)),
        "confirm the request",
    )
    return answers[0], mail


def handled(run: DemoRun, address: str, right: str, promise: str) -> Mail:
    """Ask, confirm, and let staff approve; return the mail about the completed request."""
    _, asked = ask(run, address, right)
    browser = run.browser("en")
    before = run.site.count(_CASES)
    page = browser.get(asked.link("confirm|bekreft"))
    opened = run.site.count(_CASES) - before
    received = run.letter(address, lambda: run.press(page, browser=browser), "the request has come in")
    pressed = run.site.count(_CASES) - before
    run.prove(
        promise, f"asking to {right} needs an address only",
        done="asked, opened the mailed link, pressed its button",
        seen=f"{opened} requests opened by the link, {pressed} by the button; the receipt is “{received.subject}”",
        is_proven=(opened, pressed) == (0, 1),
    )  # fmt: skip
    run.say("Staff approve it in /admin/")
    return run.letter(address, lambda: decide(run, address, "approve"), "the request is done")


def decide(run: DemoRun, address: str, decision: str, words: str = "") -> None:
    """Find the open request as staff do, and make a decision on it, with ``words`` as their answer.

    Raises ``NotFoundError`` when no open request of the address offers the decision.
    """
    staff = run.staff()
    listed = staff.get("/admin/dsar/case/?o=-4")
    links = dict.fromkeys(link.href for link in listed.links if _CASE.search(link.href))
    for case in map(staff.get, links):
        decisions = [link.href for link in case.links if link.href.endswith(f"/{decision}/")]
        if address in case.text and decisions:
            page = staff.get(decisions[0])
            form = page.form(lambda form: form.method == "post" and form.is_main and bool(form.buttons))
            answer = staff.send(page, form, {form.of_kind("textarea"): words} if words else {})
            # What was written is shown as the letter that it becomes; and what changed meanwhile is shown once more.
            for _look in range(_LOOKS):
                shown = [form for form in answer.forms if form.is_main and form.has(SEEN)]
                if not shown:
                    return
                answer = staff.send(answer, shown[0])
            raise DemoError(f"the page to {decision} is shown again and again")
    raise NotFoundError("staff do not find the request in /admin/")


def after_the_wait(run: DemoRun, address: str, mail: Mail) -> Mail:
    """Step over the cooling-off of an approved erasure, if there is one; return the mail that says that it is done."""
    if not run.site.count(_WAITING):
        return mail
    run.say(f"“{mail.subject}”: it waits a day, with a link to call it off. The demonstration steps over the wait")
    return run.letter(address, run.site.begin_waiting_erasures, "the erasure is done")


def _copy(run: DemoRun, address: str, words: str, mail: Mail) -> None:
    answer = download(run, address, mail)
    files = unpack(answer.body)
    data = files.get("data.json", "")
    parts = [name for name in ("subscription", "message") if name in data]
    is_full = address in data and words in data and len(parts) == 2 and "index.html" in files
    run.prove(
        "P32", "a copy of everything",
        done="staff approved; opened the request by the mailed link, typed the mailed code, downloaded the zip",
        seen=f"{len(files)} files; {'the address, the message' if is_full else 'not all'}: {', '.join(parts)}",
        is_proven=answer.status == 200 and is_full,
    )  # fmt: skip


def download(run: DemoRun, address: str, mail: Mail) -> Page:
    """Open the request by the link of a mail, ask for a code, type the mailed code, and return the file."""
    browser = run.browser("en")
    page = run.press(browser.get(mail.link("/open/|/apne/")), browser=browser)
    codes: list[Page] = []
    asks = page.form(lambda form: bool(_ASKS_CODE.search(form.action)))
    sent = run.letter(address, lambda: codes.append(browser.send(page, asks)), "the code for the file")
    form = codes[0].form(_is_download)
    return browser.send(codes[0], form, {form.named("code"): sent.found(_CODE)})


def _is_download(form: Form) -> bool:
    return "download" in form.action or "last-ned" in form.action


def unpack(content: bytes) -> dict[str, str]:
    """Return the files of a zip archive by name, none if it is not an archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return {name: archive.read(name).decode(errors="replace") for name in archive.namelist()}
    except zipfile.BadZipFile:
        return {}


def _erased(run: DemoRun, address: str, mail: Mail) -> None:
    run.wait(lambda: not run.site.count(_ROWS, address, address, address, address))
    left = run.site.count(_ROWS, address, address, address, address)
    run.prove(
        "P34", "erased on request",
        done="asked to be erased; staff approved",
        seen=f"confirmed by mail “{mail.subject}”; {left} rows with the address left",
        is_proven=left == 0,
    )  # fmt: skip
    link = next((link for link in mail.links if "datatilsynet" in link), "")
    run.prove(
        "P40", "the right to complain",
        done="read the letter with the decision",
        seen=f"it leads to {link}" if link else "no authority named",
        is_proven=bool(link),
    )  # fmt: skip
