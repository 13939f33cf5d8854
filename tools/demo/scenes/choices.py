"""Visitors answer the question about cookies, and change their minds."""

import re
from urllib.parse import urlsplit

from tools.demo.browser import Browser, is_expiry
from tools.demo.pages import Page
from tools.demo.stage import Stage

COOKIE = "pv_choice"
# What the services of the policy leave in a browser (LAW P47-P56).
PLANTED = ("__hstc", "hubspotutk", "_hjSession_12345", "_hjSessionUser_12345")
_RECORDS = "SELECT count(*) FROM consent_consentrecord"
_JOURNAL = "SELECT count(*) FROM privacy_journalentry WHERE stream = 'consent'"


def play(stage: Stage) -> None:
    """Reject, accept, withdraw."""
    stage.say("A visitor opens the front page and rejects all")
    visitor = stage.browser()
    front = visitor.get("/")
    _nothing_before(stage, front, visitor)
    _reject(stage, front, visitor)
    stage.say("Another accepts all, looks at the receipt, and withdraws")
    accepting = stage.browser()
    receipt = _accept(stage, accepting)
    _withdraw(stage, accepting, receipt)


def _nothing_before(stage: Stage, front: Page, visitor: Browser) -> None:
    here = urlsplit(stage.site.base_url).netloc
    foreign = [source for source in front.sources if urlsplit(source).netloc not in ("", here)]
    is_clean = front.status == 200 and not visitor.set_cookies and not foreign
    seen = f"{len(visitor.set_cookies)} cookies set, {len(foreign)} of {len(front.sources)} sources on other hosts"
    stage.prove("P42", "nothing optional before a yes", done="opened the front page", seen=seen, is_proven=is_clean)


def _reject(stage: Stage, front: Page, visitor: Browser) -> None:
    before = stage.site.count(_RECORDS), stage.site.count(_JOURNAL)
    form = front.form_with(button=("choice", "none"))
    page = visitor.send(front, form, button=form.button("choice", "none"))
    value = visitor.cookies.get(COOKIE, "")
    signed = value.split(".")[:-1]
    has_id = any(len(part) > 12 for part in signed)  # times and numbers are shorter than any id
    after = stage.site.count(_RECORDS), stage.site.count(_JOURNAL)
    is_proven = page.status == 200 and bool(signed) and not has_id and before == after
    seen = f"cookie {'.'.join(signed)}.…: {'an id' if has_id else 'no id'}; {after[0] - before[0]} new records"
    stage.prove("P7", "a no is remembered, not tracked", done="pressed Reject all", seen=seen, is_proven=is_proven)


def _accept(stage: Stage, browser: Browser) -> str:
    """Say yes; return the address of the receipt."""
    before = stage.site.count(_RECORDS)
    front = browser.get("/")
    form = front.form_with(button=("choice", "all"))
    browser.send(front, form, button=form.button("choice", "all"))
    new = stage.site.count(_RECORDS) - before
    address = browser.get("/samtykke/").link("kvittering|receipt")
    receipt = browser.get(address)
    facts = browser.get(address, accept="application/json")
    is_proven = (
        new == 1 and receipt.status == 200 and b"ConsentGiven" in facts.body and b"interface_sha256" in facts.body
    )
    seen = f"{new} record; the receipt names the revision and the hash of the words that were read"
    stage.prove("P7", "a yes is recorded, with a receipt", done="pressed Accept all", seen=seen, is_proven=is_proven)
    return address


def _withdraw(stage: Stage, browser: Browser, receipt: str) -> None:
    browser.cookies |= dict.fromkeys(PLANTED, "1")
    page = browser.get("/samtykke/")
    kept = [name for name in PLANTED if name in browser.cookies]
    form = page.form(lambda one: any(button.value == "none" for button in one.buttons) and len(one.buttons) == 1)
    browser.send(page, form, button=form.button("choice", "none"))
    left = [name for name in PLANTED if name in browser.cookies]
    lines = browser.set_cookies
    cleared = {line.partition("=")[0] for line in lines if is_expiry(line)}
    facts = browser.get(receipt, accept="application/json")
    has_id = bool(re.search(r"[0-9a-f]{32}", ".".join(browser.cookies.get(COOKIE, "").split(".")[:-1])))
    is_proven = len(kept) == len(PLANTED) and not left and not has_id and b"ConsentWithdrawn" in facts.body
    seen = f"{len(cleared & set(PLANTED))} of {len(PLANTED)} cookies of the services expired by Set-Cookie"
    seen += "; the record says withdrawn" if b"ConsentWithdrawn" in facts.body else "; the record says nothing"
    stage.prove("P38", "consent can be withdrawn", done="pressed Withdraw my consent", seen=seen, is_proven=is_proven)
