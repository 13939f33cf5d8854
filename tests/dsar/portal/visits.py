"""What somebody does who reads the mail of a request's address."""

import re

from django.test import Client

from tests.dsar.cases.letters.sent import sent_letters

_CODE = re.compile(r"^\d{4} \d{4}$", re.MULTILINE)
_BASE = "http://127.0.0.1:8000"


def mailed_code(client: Client, page: str) -> str:
    """Ask on the page of a request for a code, and return it from the mail."""
    assert client.post(f"{page}kode/").status_code == 303
    return _CODE.findall(str(sent_letters()[-1].body))[0]


def mailed_links(part: str = "") -> list[str]:
    """Return the paths of the links in the last mail, those with ``part`` in them."""
    links = re.findall(rf"^{re.escape(_BASE)}(/\S+)$", str(sent_letters()[-1].body), re.MULTILINE)
    return [link for link in links if part in link]
