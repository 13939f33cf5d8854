"""Every mail of the site that asks its reader to open a link, as it lies in mailboxes of a running site."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from secrets import token_hex

from playwright.sync_api import APIRequestContext

from tests.live import LiveSite, wait_for

_HREF = re.compile(r'href="([^"]+)"')
_LINK = re.compile(r"https?://[^\s<>\"]+")
_READERS = ("page", "click", "settings")
# What only staff, or time, can bring about, done by the operations that do it for real.
_STAFF = """
from django.contrib.auth.models import User
from django.utils import timezone
from contact.messages import operations as messages
from dsar.cases import asking, deciding
from dsar.cases.copies import seen
from dsar.cases.enums import Right
from dsar.cases.models import Case, Contact
from dsar.cases.whose import addresses_of
from dsar.erasures import approving
from dsar.erasures.queries import make_plan
from dsar.people import operations as people

now, staff = timezone.now(), User.objects.filter(is_superuser=True).first()

def opened(right, address):
    asking.ask(right=right, address=address, message="", language="nb", now=now)
    return asking.confirm(case_id=Case.objects.get(contact__email=address).pk, now=now)

fields = {{"email": "{mails.reply}", "name": "Kari", "text": "Hva koster det?"}}
message = messages.receive(fields=fields, language="nb", is_suspect=False, now=now)
messages.reply(message=message, words="Kurset koster ingenting.", language="nb", by=staff, now=now)
people.join(one="{mails.asks}", other="{mails.known}", reason="Ringte og sa det", staff=staff, now=now)
opened(Right.HUMAN, "{mails.asks}")
opened(Right.HUMAN, "{mails.opens}")
case = opened(Right.ACCESS, "{mails.copy}")
deciding.approve(case=case, plan=seen.of_copy(case), staff=staff, now=now)
case = opened(Right.ERASURE, "{mails.erasure}")
plan = make_plan(addresses_of(Contact.objects.get(case=case)), now)
approving.approve(case=case, plan=plan, staff=staff, now=now)
"""


@dataclass(frozen=True, kw_only=True)
class Mails:
    """An address for each mail, and the link in it that its reader is to open, by the name of the address."""

    links: Mapping[str, str]
    every: frozenset[str]


class _Addresses:
    """Addresses of this run alone: ``addresses.reply``. The store of the limits outlives a run."""

    domain = f"{token_hex(4)}.example.com"

    def __getattr__(self, name: str) -> str:
        return f"{name}@{self.domain}"


addresses = _Addresses()


def fill_mailboxes(site: LiveSite, web: APIRequestContext) -> Mails:
    """Have the site send each of its mails with a link; return what a scanner finds in them."""
    _ask_by_form(site, web)
    site.manage("shell", "-v0", "-c", _STAFF.format(mails=addresses))
    parts = {
        "signs_up": "/bekreft/", "book": "/lenke/", "trial": "/bekreft/", "profile": "/lenke/", "reply": "/personvern/",
        "confirms": "/bekreft/", "stranger": "/bekreft/", "opens": "/apne/", "known": "/kjent/", "copy": "/apne/",
        "erasure": "/avlys/", "page": "/avmeld/", "click": "/avmeld/", "settings": "/innstillinger/",
        "claims": "/for-en-annen/",
    }  # fmt: skip
    links = {name: _link(site, name, part) for name, part in parts.items()}
    # The receipt has a link too; the newest is the one that tells that the file is there.
    links["copy"] = wait_for(lambda: _all(site, "copy", "/apne/")[1:], seconds=90)[-1]
    every = {
        link
        for name in (*parts, "asks")
        for mail in site.mails_to(getattr(addresses, name))
        for link in _links_in(mail)
    }
    return Mails(links=links, every=frozenset(every))


def _ask_by_form(site: LiveSite, web: APIRequestContext) -> None:
    book = site.rows("SELECT address FROM contact_book WHERE published_at IS NOT NULL ORDER BY address LIMIT 1")[0][0]
    trial = {"name": "Kari", "company": "Kari AS", "use": "Kurs for nye."}
    claim = {"name": "Ola", "person": addresses.ward, "statement": "Verge etter vedtak.", "rights": "access"}
    forms: list[tuple[str, str, Mapping[str, str]]] = [
        *(("/nyhetsbrev/", name, {}) for name in ("signs_up", *_READERS)),
        (f"/e-boker/{book}/", "book", {}),
        ("/provekonto/", "trial", trial),
        ("/interesser/", "profile", {}),
        ("/mine-data/kopi/", "confirms", {}),
        ("/mine-data/slett/", "stranger", {}),
        ("/mine-data/for-en-annen/", "claims", claim),
    ]
    for path, name, fields in forms:
        answer = web.post(path, form={**fields, "email": getattr(addresses, name)}, max_redirects=0)
        assert answer.status == 303, f"{path} {answer.status}"
    for name in _READERS:
        assert web.post(_link(site, name, "/bekreft/")).ok


def _link(site: LiveSite, name: str, part: str) -> str:
    """Wait for a mail with such a link, and return the link."""
    return wait_for(lambda: _all(site, name, part), seconds=90)[-1]


def _all(site: LiveSite, name: str, part: str) -> list[str]:
    """Return such a link of each mail to an address, the newest last."""
    mails = site.mails_to(getattr(addresses, name))
    return [next(link for link in links if part in link) for links in map(_links_in, mails) if part in " ".join(links)]


def _links_in(mail: EmailMessage) -> list[str]:
    """Return all that a scanner follows: links of the text, of the HTML, and of the header for one click."""
    rich = mail.get_body(("html",))
    # In the HTML those that it leads to: what it shows of a long one is shortened.
    hrefs = " ".join(_HREF.findall(str(rich.get_content()))) if rich else ""
    texts = (_text(mail), hrefs, str(mail.get("List-Unsubscribe", "")))
    return list(dict.fromkeys(link.rstrip(".,") for text in texts for link in _LINK.findall(text)))


def _text(mail: EmailMessage) -> str:
    plain = mail.get_body(("plain",))
    return str(plain.get_content()) if plain else ""
