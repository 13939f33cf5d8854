"""Visitors reject or accept cookies, and withdraw their consent."""

import re
from urllib.parse import urlsplit

from tools.demo.browser import Browser, is_expiry
from tools.demo.demo_run import DemoRun
from tools.demo.pages import Page

COOKIE = "pv_choice"
# Cookies that the services of the policy set in a browser (LAW P47-P56).
PLANTED = ("__hstc", "hubspotutk", "_hjSession_12345", "_hjSessionUser_12345")
_RECORDS = "SELECT count(*) FROM consent_consentrecord"
_JOURNAL = "SELECT count(*) FROM privacy_journalentry WHERE stream = 'consent'"


def play(run: DemoRun) -> None:
    """Reject all; accept all and withdraw."""
    run.say("A visitor opens the front page and rejects all")
    visitor = run.browser()
    front = visitor.get("/")
    _nothing_before(run, front, visitor)
    _reject(run, front, visitor)
    run.say("Another accepts all, looks at the receipt, and withdraws")
    accepting = run.browser()
    receipt = _accept(run, accepting)
    _withdraw(run, accepting, receipt)


def _nothing_before(run: DemoRun, front: Page, visitor: Browser) -> None:
    here = urlsplit(run.site.base_url).netloc
    foreign = [source for source in front.sources if urlsplit(source).netloc not in ("", here)]
    is_clean = front.status == 200 and not visitor.set_cookies and not foreign
    seen = f"{len(visitor.set_cookies)} cookies set, {len(foreign)} of {len(front.sources)} sources on other hosts"
    run.prove("P42", "nothing optional before consent", done="opened the front page", seen=seen, is_proven=is_clean)


def _reject(run: DemoRun, front: Page, visitor: Browser) -> None:
    before = run.site.count(_RECORDS), run.site.count(_JOURNAL)
    form = front.form_with(button=("choice", "none"))
    page = visitor.send(front, form, button=form.button("choice", "none"))
    value = visitor.cookies.get(COOKIE, "")
    signed = value.split(".")[:-1]
    has_id = any(len(part) > 12 for part in signed)  # timestamps and numbers are shorter than any id
    after = run.site.count(_RECORDS), run.site.count(_JOURNAL)
    is_proven = page.status == 200 and bool(signed) and not has_id and before == after
    seen = f"cookie {'.'.join(signed)}.…: {'an id' if has_id else 'no id'}; {after[0] - before[0]} new records"
    run.prove("P7", "a refusal is remembered, not tracked", done="pressed Reject all", seen=seen, is_proven=is_proven)


def _accept(run: DemoRun, browser: Browser) -> str:
    """Accept all; return the address of the receipt."""
    before = run.site.count(_RECORDS)
    front = browser.get("/")
    form = front.form_with(button=("choice", "all"))
    browser.send(front, form, button=form.button("choice", "all"))
    new = run.site.count(_RECORDS) - before
    address = browser.get("/samtykke/").link("kvittering|receipt")
    receipt = browser.get(address)
    record = browser.get(address, accept="application/json").body
    is_proven = new == 1 and receipt.status == 200 and b"ConsentGiven" in record and b"interface_sha256" in record
    seen = f"{new} record; the receipt names the revision and the hash of the words that were read"
    run.prove("P7", "consent is recorded, with a receipt", done="pressed Accept all", seen=seen, is_proven=is_proven)
    return address


def _withdraw(run: DemoRun, browser: Browser, receipt: str) -> None:
    browser.cookies |= dict.fromkeys(PLANTED, "1")
    page = browser.get("/samtykke/")
    kept = [name for name in PLANTED if name in browser.cookies]
    form = page.form(lambda form: [button.value for button in form.buttons] == ["none"])
    browser.send(page, form, button=form.button("choice", "none"))
    left = [name for name in PLANTED if name in browser.cookies]
    lines = browser.set_cookies
    cleared = {line.partition("=")[0] for line in lines if is_expiry(line)}
    record = browser.get(receipt, accept="application/json").body
    has_id = bool(re.search(r"[0-9a-f]{32}", ".".join(browser.cookies.get(COOKIE, "").split(".")[:-1])))
    is_proven = len(kept) == len(PLANTED) and not left and not has_id and b"ConsentWithdrawn" in record
    seen = f"{len(cleared & set(PLANTED))} of {len(PLANTED)} cookies of the services expired by Set-Cookie"
    seen += "; the record says withdrawn" if b"ConsentWithdrawn" in record else "; the record says nothing"
    run.prove("P38", "consent can be withdrawn", done="pressed Withdraw my consent", seen=seen, is_proven=is_proven)
