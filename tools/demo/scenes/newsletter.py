"""The newsletter: sign up, confirm, read, and unsubscribe by page or one click."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from tools.demo.demo_run import DemoRun
from tools.demo.mailbox import Mail

_STATE = "SELECT count(*) FROM newsletter_subscription WHERE email = %s AND state = %s"

# Staff can take an issue back for a minute; then a worker has to look.
_SENT_WITHIN = 180  # seconds
_WAITING = "SELECT count(*) FROM newsletter_pendingsignup WHERE email = %s"


@dataclass
class Readers:
    """The addresses of four people, named by how they unsubscribe; ``silent`` never confirms."""

    by_page: str
    by_click: str
    stays: str
    silent: str


def play(run: DemoRun) -> Readers:
    """Send two issues; two readers unsubscribe between them."""
    readers = Readers(*(run.person(name) for name in ("anna", "bjorn", "carla", "david")))
    run.say("Four people sign up for the newsletter; three confirm by mail")
    _subscribe(run, readers)
    run.say("Staff write an issue in /admin/ and send it")
    first = f"First issue {run.token}"
    send_issue(run, first)
    copies = _read(run, readers, first)
    run.say("One reader unsubscribes on the page, one by one click (RFC 8058)")
    _leave(run, readers, copies)
    run.say("A second issue goes out")
    second = f"Second issue {run.token}"
    send_issue(run, second)
    _second_issue(run, readers, second)
    return readers


def _subscribe(run: DemoRun, readers: Readers) -> None:
    letters = {address: _sign_up(run, address) for address in vars(readers).values()}
    confirming = [readers.by_page, readers.by_click, readers.stays]
    opened = [run.browser().get(letters[address].link("/nyhetsbrev/|/newsletter/")) for address in confirming]
    early = sum(run.site.count(_STATE, address, "active") for address in confirming)
    for page in opened:
        run.press(page, browser=run.browser())
    late = sum(run.site.count(_STATE, address, "active") for address in confirming)
    waiting = run.site.count(_WAITING, readers.silent)
    run.prove(
        "P28", "stored on confirmation, not before",
        done="4 signed up; 3 opened the mailed link, then pressed the button",
        seen=f"{early} active after opening, {late} after the button; {waiting} still waits",
        is_proven=(early, late, waiting) == (0, 3, 1),
    )  # fmt: skip


def _sign_up(run: DemoRun, address: str) -> Mail:
    browser = run.browser()
    page = browser.get("/nyhetsbrev/")
    form = page.form_with(kind="email")
    return run.letter(
        address, lambda: browser.send(page, form, {form.of_kind("email"): address}), "confirm the newsletter"
    )


def send_issue(run: DemoRun, subject: str) -> None:
    """Write an issue in the admin as staff do, open the preview, and send it."""
    staff = run.staff()
    page = staff.get(staff.get("/admin/").link("/newsletter/issue/add/"))
    form = page.form_with(field="^subject")
    names = [control.name for control in form.fields]
    values = {name: subject for name in names if name.startswith("subject")}
    values |= {name: f"# {subject}\n\nNews from us." for name in names if name.startswith("body")}
    page = staff.send(page, form, values, form.button("_continue"))
    preview = staff.get(page.link("/send/"))
    # Of the forms of that page, the one that says what it will do.
    staff.send(preview, preview.form_with(field="^seen$"))


def _read(run: DemoRun, readers: Readers, subject: str) -> dict[str, Mail]:
    confirmed = (readers.by_page, readers.by_click, readers.stays)
    run.wait(lambda: all(_copies(run, address, subject) for address in confirmed), _SENT_WITHIN)
    received = {address: _copies(run, address, subject) for address in vars(readers).values()}
    reached = sum(len(received[address]) for address in confirmed)
    run.prove(
        "P19", "newsletter only to subscribers",
        done="staff sent an issue in /admin/",
        seen=f"{reached} copies for 3 confirmed readers, {len(received[readers.silent])} without confirmation",
        is_proven=all(len(received[address]) == 1 for address in confirmed) and not received[readers.silent],
    )  # fmt: skip
    copies = {address: received[address][0] for address in confirmed if received[address]}
    if readers.by_page in copies:
        _has_headers(run, copies[readers.by_page])
    return copies


def _has_headers(run: DemoRun, mail: Mail) -> None:
    wanted = ("List-Unsubscribe", "List-Unsubscribe-Post", "List-Id")
    present = [name for name in wanted if mail.header(name)]
    raw = mail.message.as_string()
    host = urlsplit(run.site.base_url).netloc
    foreign = [link for link in mail.links if urlsplit(link).netloc != host]
    is_plain = "<img" not in raw.lower() and not foreign
    run.prove(
        "P29", "a way out in every issue, no tracking",
        done="read the headers and the body of a copy",
        seen=f"{', '.join(present)}; {'no images, no foreign links' if is_plain else 'images or foreign links'}",
        is_proven=len(present) == len(wanted) and "One-Click" in mail.header("List-Unsubscribe-Post") and is_plain,
    )  # fmt: skip


def _leave(run: DemoRun, readers: Readers, copies: dict[str, Mail]) -> None:
    page = run.browser().get(copies[readers.by_page].link("avmeld|unsubscribe"))
    after_look = run.site.count(_STATE, readers.by_page, "active")
    run.press(page, browser=run.browser())
    after_button = run.site.count(_STATE, readers.by_page, "active")
    target = re.search(r"<(https?://[^>]+)>", copies[readers.by_click].header("List-Unsubscribe"))
    # Mail providers send the one-click POST from a server, without cookies or an origin.
    answer = run.browser().post(target[1] if target else "/", [("List-Unsubscribe", "One-Click")], {})
    after_click = run.site.count(_STATE, readers.by_click, "active")
    run.prove(
        "P38", "unsubscribe: page then button, or one click",
        done="one reader opened the link and pressed the button; a mail program sent the one-click POST",
        seen=f"opening ended {1 - after_look}, the button {1 - after_button}, one click {1 - after_click}",
        is_proven=(after_look, after_button, after_click, answer.status) == (1, 0, 0, 200),
    )  # fmt: skip


def _second_issue(run: DemoRun, readers: Readers, subject: str) -> None:
    run.wait(lambda: bool(_copies(run, readers.stays, subject)), _SENT_WITHIN)
    left = sum(len(_copies(run, address, subject)) for address in (readers.by_page, readers.by_click, readers.silent))
    reached = len(_copies(run, readers.stays, subject))
    run.prove(
        "P19", "nothing after unsubscribing",
        done="staff sent a second issue",
        seen=f"{reached} copy for the reader who stays, {left} for those who left",
        is_proven=(reached, left) == (1, 0),
    )  # fmt: skip


def _copies(run: DemoRun, address: str, subject: str) -> list[Mail]:
    return [mail for mail in run.mailbox.to(address) if mail.subject == subject]
