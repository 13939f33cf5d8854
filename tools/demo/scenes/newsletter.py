"""The newsletter: sign up, confirm, read, unsubscribe in both ways."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from tools.demo.mailbox import Mail
from tools.demo.stage import Stage

_STATE = "SELECT count(*) FROM newsletter_subscription WHERE email = %s AND state = %s"


@dataclass
class Readers:
    """Who subscribes: one leaves by the page, one by one click, one stays; one never confirms."""

    by_page: str
    by_click: str
    stays: str
    silent: str


def play(stage: Stage) -> Readers:
    """Two issues, and two readers who leave between them."""
    readers = Readers(*(stage.person(name) for name in ("anna", "bjorn", "carla", "david")))
    stage.say("Four people sign up for the newsletter; three confirm by mail")
    _subscribe(stage, readers)
    stage.say("Staff write an issue in /admin/ and send it")
    first = f"First issue {stage.token}"
    send_issue(stage, first)
    copies = _read(stage, readers, first)
    stage.say("One reader unsubscribes on the page, one by one click (RFC 8058)")
    _leave(stage, readers, copies)
    stage.say("A second issue goes out")
    second = f"Second issue {stage.token}"
    send_issue(stage, second)
    _only_who_stays(stage, readers, second)
    return readers


def _subscribe(stage: Stage, readers: Readers) -> None:
    letters = {address: _sign_up(stage, address) for address in vars(readers).values()}
    confirming = [readers.by_page, readers.by_click, readers.stays]
    looked = [stage.browser().get(letters[address].link("/nyhetsbrev/|/newsletter/")) for address in confirming]
    early = sum(stage.site.count(_STATE, address, "active") for address in confirming)
    for page in looked:
        stage.press(page, browser=stage.browser())
    late = sum(stage.site.count(_STATE, address, "active") for address in confirming)
    waiting = stage.site.count(_STATE, readers.silent, "pending")
    stage.prove(
        "P28", "stored on confirmation, not before",
        done="4 signed up; 3 opened the mailed link, then pressed the button",
        seen=f"{early} active after opening, {late} after the button; {waiting} still waits",
        is_proven=(early, late, waiting) == (0, 3, 1),
    )  # fmt: skip


def _sign_up(stage: Stage, address: str) -> Mail:
    browser = stage.browser()
    page = browser.get("/nyhetsbrev/")
    form = page.form_with(kind="email")
    return stage.letter(
        address, lambda: browser.send(page, form, {form.of_kind("email"): address}), "confirm the newsletter"
    )


def send_issue(stage: Stage, subject: str) -> None:
    """Write an issue in the admin as staff do, look at the preview, and send it."""
    staff = stage.staff()
    page = staff.get(staff.get("/admin/").link("/newsletter/issue/add/"))
    form = page.form_with(field="^subject")
    values = {one.name: subject for one in form.fields if one.name.startswith("subject")}
    values |= {one.name: f"# {subject}\n\nNews from us." for one in form.fields if one.name.startswith("body")}
    page = staff.send(page, form, values, form.button("_continue"))
    preview = staff.get(page.link("/send/"))
    stage.press(preview, browser=staff)


def _read(stage: Stage, readers: Readers, subject: str) -> dict[str, Mail]:
    confirmed = (readers.by_page, readers.by_click, readers.stays)
    stage.wait(lambda: all(_copies(stage, address, subject) for address in confirmed))
    found = {address: _copies(stage, address, subject) for address in vars(readers).values()}
    reached = sum(len(found[address]) for address in confirmed)
    stage.prove(
        "P19", "newsletter only to subscribers",
        done="staff sent an issue in /admin/",
        seen=f"{reached} copies for 3 confirmed readers, {len(found[readers.silent])} for the one who did not confirm",
        is_proven=all(len(found[address]) == 1 for address in confirmed) and not found[readers.silent],
    )  # fmt: skip
    copies = {address: found[address][0] for address in confirmed if found[address]}
    if readers.by_page in copies:
        _has_headers(stage, copies[readers.by_page])
    return copies


def _has_headers(stage: Stage, mail: Mail) -> None:
    wanted = ("List-Unsubscribe", "List-Unsubscribe-Post", "List-Id")
    present = [name for name in wanted if mail.header(name)]
    raw = mail.message.as_string()
    host = urlsplit(stage.site.base_url).netloc
    foreign = [link for link in mail.links if urlsplit(link).netloc != host]
    is_plain = "<img" not in raw.lower() and not foreign
    stage.prove(
        "P29", "a way out in every issue, no tracking",
        done="read the headers and the body of a copy",
        seen=f"{', '.join(present)}; {'no images, no foreign links' if is_plain else 'images or foreign links'}",
        is_proven=len(present) == len(wanted) and "One-Click" in mail.header("List-Unsubscribe-Post") and is_plain,
    )  # fmt: skip


def _leave(stage: Stage, readers: Readers, copies: dict[str, Mail]) -> None:
    page = stage.browser().get(copies[readers.by_page].link("avmeld|unsubscribe"))
    after_look = stage.site.count(_STATE, readers.by_page, "active")
    stage.press(page, browser=stage.browser())
    after_button = stage.site.count(_STATE, readers.by_page, "active")
    target = re.search(r"<(https?://[^>]+)>", copies[readers.by_click].header("List-Unsubscribe"))
    # A mail provider's server: no cookies, no origin.
    answer = stage.browser().post(target[1] if target else "/", [("List-Unsubscribe", "One-Click")], {})
    after_click = stage.site.count(_STATE, readers.by_click, "active")
    stage.prove(
        "P38", "unsubscribe: page then button, or one click",
        done="one reader opened the link and pressed the button; a mail program sent the one-click POST",
        seen=f"opening ended {1 - after_look}, the button {1 - after_button}, one click {1 - after_click}",
        is_proven=(after_look, after_button, after_click, answer.status) == (1, 0, 0, 200),
    )  # fmt: skip


def _only_who_stays(stage: Stage, readers: Readers, subject: str) -> None:
    stage.wait(lambda: bool(_copies(stage, readers.stays, subject)))
    left = sum(len(_copies(stage, address, subject)) for address in (readers.by_page, readers.by_click, readers.silent))
    reached = len(_copies(stage, readers.stays, subject))
    stage.prove(
        "P19", "nothing after unsubscribing",
        done="staff sent a second issue",
        seen=f"{reached} copy for the reader who stays, {left} for those who left",
        is_proven=(reached, left) == (1, 0),
    )  # fmt: skip


def _copies(stage: Stage, address: str, subject: str) -> list[Mail]:
    return [mail for mail in stage.mailbox.to(address) if mail.subject == subject]
