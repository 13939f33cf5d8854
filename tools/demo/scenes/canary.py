"""One person with a mark of her own in every field that can hold one: copied, erased, and looked for everywhere."""

import re
from dataclasses import dataclass, field

from tools.demo.browser import Browser
from tools.demo.errors import DemoError
from tools.demo.mailbox import Mail
from tools.demo.pages import Form, Page
from tools.demo.places import Traces, marks_of, search
from tools.demo.scenes.requests import ask, decide, unpack
from tools.demo.stage import Stage

_WRITTEN = {"text", "textarea", "tel", "search", "url", ""}
_FORMS = ("/nyhetsbrev/", "/kontakt/")
# Rows that an erasure keeps, for the reason that their declaration names; each ends with its own retention rule.
KEPT = ("dsar_case", "dsar_caseevent", "dsar_job")


@dataclass
class Canary:
    """Whom it is about, and the marks by the field that holds them: those of forms, and those planted beside them."""

    address: str
    by_form: dict[str, str] = field(default_factory=dict)
    planted: dict[str, str] = field(default_factory=dict)

    @property
    def texts(self) -> list[str]:
        return sorted({self.address, *self.by_form.values(), *self.planted.values()})


def play(stage: Stage) -> None:
    """Hand over everything that can be handed over, take a copy, erase, and look."""
    stage.say("One person writes something of her own into every field of every form")
    person = Canary(stage.person("ella"))
    _fill_forms(stage, person)
    _question(stage, person)
    code, said = stage.site.manage("plant_canary", person.address)
    if code:
        raise DemoError(f"plant_canary said: {said.strip().splitlines()[-1]}")
    person.planted = {name: mark for name, mark in marks_of(said).items() if mark != person.address}
    stage.say(f"{len(person.by_form)} fields of forms and {len(person.planted)} others are marked; she asks for a copy")
    _copied(stage, person, _approved(stage, person, "copy"))
    before = search(stage.site, person.texts)
    stage.say("She asks for erasure")
    _approved(stage, person, "erase")
    # The address itself goes with the last letter.
    stage.wait(lambda: not stage.site.count("SELECT count(*) FROM dsar_contact WHERE email = %s", person.address))
    _gone(stage, person, before, search(stage.site, person.texts))


def _fill_forms(stage: Stage, person: Canary) -> None:
    for address in _FORMS:
        browser = stage.browser()
        page = browser.get(address)
        form = page.form_with(kind="email")
        answer = browser.send(page, form, _values(form, address, stage, person))
        if answer.status != 200:
            raise DemoError(f"{address} answered {answer.status}")
    mail = stage.mailbox.wait(person.address, 0, "confirm the newsletter")
    stage.press(stage.browser().get(mail.link("/nyhetsbrev/|/newsletter/")), browser=stage.browser())


def _values(form: Form, address: str, stage: Stage, person: Canary) -> dict[str, str]:
    """Fill in everything that can be written into; the trap for programs stays empty, as people leave it."""
    values: dict[str, str] = {}
    for one in form.fields:
        if one.kind == "email":
            values[one.name] = person.address
        elif one.kind in _WRITTEN and one.name != "homepage":
            values[one.name] = person.by_form[f"{address}{one.name}"] = _mark(stage, f"{address}{one.name}")
    return values


def _mark(stage: Stage, name: str) -> str:
    return f"mark-{re.sub(r'[^a-z]+', '-', name).strip('-')}-{stage.token}"


def _question(stage: Stage, person: Canary) -> None:
    """Ask something that a person of the staff answers, so that words of both stand in the case."""
    asked = person.by_form["human/message"] = _mark(stage, "human/message")
    answered = person.by_form["human/answer"] = _mark(stage, "human/answer")
    _, mail = ask(stage, person.address, "human", asked)
    _confirm(stage, person, mail)
    stage.letter(person.address, lambda: decide(stage, person.address, "answer", answered), "the answer")


def _confirm(stage: Stage, person: Canary, mail: Mail) -> None:
    browser = stage.browser("en")
    page = browser.get(mail.link("confirm|bekreft"))
    stage.letter(person.address, lambda: stage.press(page, browser=browser), "the request has come in")


def _approved(stage: Stage, person: Canary, right: str) -> Mail:
    _, mail = ask(stage, person.address, right)
    _confirm(stage, person, mail)
    return stage.letter(person.address, lambda: decide(stage, person.address, "approve"), "the request is done")


def _copied(stage: Stage, person: Canary, mail: Mail) -> None:
    browser = stage.browser("en")
    data = unpack(_download(browser, browser.get(mail.link("/case/|/sak/")))).get("data.json", "")
    lacking = sorted(name for name, mark in person.by_form.items() if mark not in data)
    planted = sum(mark in data for mark in person.planted.values())
    stage.prove(
        "P32", "everything that was handed over is in the copy",
        done=f"marked {len(person.by_form)} fields of forms, and {len(person.planted)} that no form reaches",
        seen=f"lacking: {', '.join(lacking)}" if lacking else f"every form's mark, and {planted} of the planted ones",
        is_proven=not lacking and person.address in data and planted > 0,
    )  # fmt: skip


def _download(browser: Browser, page: Page) -> bytes:
    form = page.form(lambda one: "download" in one.action or "last-ned" in one.action)
    return browser.send(page, form).body


def _gone(stage: Stage, person: Canary, before: Traces, after: Traces) -> None:
    seen_before = sum(1 for text in person.texts if before.outside(KEPT).get(text))
    left = after.outside(KEPT)
    kept = sorted({place for places in after.found.values() for place in places})
    size = sum(after.searched.values()) // 1000
    where = sorted({place for places in left.values() for place in places})
    seen = f"{seen_before} found before, 0 after; kept for a declared reason: {', '.join(kept) or 'nothing'}"
    stage.prove(
        "P34", "gone from everywhere after the erasure",
        done=f"looked for {len(person.texts)} marks in {len(after.searched)} places, {size} kB",
        seen=f"left in {', '.join(where)}" if where else seen,
        is_proven=not left and seen_before >= len(person.by_form) + 1,
    )  # fmt: skip
