"""A person with a unique mark in every field is copied, then erased, then searched for in every store."""

import re
from dataclasses import dataclass, field

from tools.demo.demo_run import DemoRun
from tools.demo.errors import DemoError
from tools.demo.mailbox import Mail
from tools.demo.pages import Form
from tools.demo.scenes.requests import after_the_wait, ask, decide, download, unpack
from tools.demo.scenes.search import search_before
from tools.demo.traces import Traces, find_traces, marks_of

_WRITTEN = {"text", "textarea", "tel", "search", "url", ""}
# A letter that is being sent is due again in some seconds, in case its worker dies.
_UNSENT = "SELECT count(*) FROM privacy_letter WHERE ended_at IS NULL AND due_at <= now() + interval '1 minute'"
_FORMS = ("/nyhetsbrev/", "/kontakt/", "/provekonto/", "/e-boker/korte-kurs/", "/interesser/")
# Rows that an erasure keeps, for the reason that their declaration names; each ends with its own retention rule.
KEPT = ("dsar_case", "dsar_caseevent", "dsar_job")


@dataclass
class Canary:
    """A person's address and marks by field: those entered in forms, and those planted where no form reaches."""

    address: str
    by_form: dict[str, str] = field(default_factory=dict)
    planted: dict[str, str] = field(default_factory=dict)

    @property
    def texts(self) -> list[str]:
        return sorted({self.address, *self.by_form.values(), *self.planted.values()})


def play(run: DemoRun) -> None:
    """Mark every field, take a copy, erase, and search."""
    run.say("One person writes something of her own into every field of every form")
    person = Canary(run.person("ella"))
    _fill_forms(run, person)
    _question(run, person)
    code, output = run.site.manage("plant_canary", person.address)
    if code:
        raise DemoError(f"plant_canary said: {output.strip().splitlines()[-1]}")
    person.planted = {name: mark for name, mark in marks_of(output).items() if mark != person.address}
    run.say(f"{len(person.by_form)} fields of forms and {len(person.planted)} others are marked; she asks for a copy")
    _copied(run, person, _approved(run, person, "copy"))
    before = find_traces(run.site, person.texts)
    search_before(run)
    run.say("She asks for erasure")
    after_the_wait(run, person.address, _approved(run, person, "erase"))
    # The address is deleted only after the last letter to it was sent.
    run.wait(lambda: not run.site.count("SELECT count(*) FROM dsar_contact WHERE email = %s", person.address))
    _gone(run, person, before, find_traces(run.site, person.texts))


def _fill_forms(run: DemoRun, person: Canary) -> None:
    for address in _FORMS:
        browser = run.browser()
        page = browser.get(address)
        form = page.form_with(kind="email")
        answer = browser.send(page, form, _values(form, address, run, person))
        if answer.status != 200:
            raise DemoError(f"{address} answered {answer.status}")
    # The letters of all forms come first, in any order, so that the next one is the answer to what is done next.
    run.wait(lambda: not run.site.count(_UNSENT))
    links = [link for mail in run.mailbox.to(person.address) for link in mail.links if "/nyhetsbrev/bekreft/" in link]
    if not links:
        raise DemoError("no mail asks to confirm the newsletter")
    run.press(run.browser().get(links[0]), browser=run.browser())
    run.wait(lambda: not run.site.count(_UNSENT))


def _values(form: Form, address: str, run: DemoRun, person: Canary) -> dict[str, str]:
    """Return values for every text field but the honeypot, which people do not see and so leave empty."""
    values: dict[str, str] = {}
    for control in form.fields:
        if control.kind == "email":
            values[control.name] = person.address
        elif control.kind in _WRITTEN and control.name != "homepage":
            key = f"{address}{control.name}"
            values[control.name] = person.by_form[key] = _mark(run, key)
    return values


def _mark(run: DemoRun, name: str) -> str:
    return f"mark-{re.sub(r'[^a-z]+', '-', name).strip('-')}-{run.token}"


def _question(run: DemoRun, person: Canary) -> None:
    """Ask a question that staff answer, so that the case holds words of both."""
    asked = person.by_form["human/message"] = _mark(run, "human/message")
    answered = person.by_form["human/answer"] = _mark(run, "human/answer")
    _, mail = ask(run, person.address, "human", asked)
    _confirm(run, person, mail)
    run.letter(person.address, lambda: decide(run, person.address, "answer", answered), "the answer")


def _confirm(run: DemoRun, person: Canary, mail: Mail) -> None:
    browser = run.browser("en")
    page = browser.get(mail.link("confirm|bekreft"))
    run.letter(person.address, lambda: run.press(page, browser=browser), "the request has come in")


def _approved(run: DemoRun, person: Canary, right: str) -> Mail:
    _, mail = ask(run, person.address, right)
    _confirm(run, person, mail)
    return run.letter(person.address, lambda: decide(run, person.address, "approve"), "the request is done")


def _copied(run: DemoRun, person: Canary, mail: Mail) -> None:
    data = unpack(download(run, person.address, mail).body).get("data.json", "")
    lacking = sorted(name for name, mark in person.by_form.items() if mark not in data)
    planted = sum(mark in data for mark in person.planted.values())
    run.prove(
        "P32", "everything that was handed over is in the copy",
        done=f"marked {len(person.by_form)} fields of forms, and {len(person.planted)} that no form reaches",
        seen=f"lacking: {', '.join(lacking)}" if lacking else f"every form's mark, and {planted} of the planted ones",
        is_proven=not lacking and person.address in data and planted > 0,
    )  # fmt: skip


def _gone(run: DemoRun, person: Canary, before: Traces, after: Traces) -> None:
    seen_before = sum(1 for text in person.texts if before.outside(KEPT).get(text))
    left = after.outside(KEPT)
    kept = sorted({place for places in after.places.values() for place in places})
    size = sum(after.searched.values()) // 1000
    where = sorted({place for places in left.values() for place in places})
    seen = f"{seen_before} found before, 0 after; kept for a declared reason: {', '.join(kept) or 'nothing'}"
    run.prove(
        "P34", "gone from everywhere after the erasure",
        done=f"looked for {len(person.texts)} marks in {len(after.searched)} places, {size} kB",
        seen=f"left in {', '.join(where)}" if where else seen,
        is_proven=not left and seen_before >= len(person.by_form) + 1,
    )  # fmt: skip
