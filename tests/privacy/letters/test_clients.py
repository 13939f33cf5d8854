"""What our mails are made of is known to the common programs for mail, or its loss is known to us (LAW U-01)."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from lxml import html

from newsletter.issues.emails import composed
from newsletter.issues.models import Issue
from privacy.register import in_force
from tests.factories.copies import copied
from tests.letters import all_letters

_FACTS: Mapping[str, Any] = tomllib.loads(Path(__file__).with_name("mail_clients.toml").read_text())
_ISSUE = "# A\n\n## B\n\n### C\n\n#### D\n\n**b** *e* `c`\n\n1. o\n\n- u\n\n> q\n\n    pre\n\n---\n\n[a](https://example.com/)"
_DECLARATION = re.compile(r"([\w-]+)\s*:\s*[^;{}]+")


@pytest.fixture
def published(db: None) -> None:
    copied("the published site", lambda: call_command("seed_site", verbosity=0))
    in_force.refresh()


@pytest.mark.law("U-01")
@pytest.mark.usefixtures("published")
def test_every_element_and_style_of_a_mail_is_one_whose_support_is_known() -> None:
    mails = {str(mail.alternatives[0][0]) for _name, mail in all_letters("nb")}
    _subject, _text, issue = composed(Issue(subject={"nb": "A"}, body={"nb": _ISSUE}), "nb")
    used = {name for mail in {*mails, issue} for name in made_of(mail)}
    assert used <= known(), "look these up at caniemail, and say in mail_clients.toml what their readers see"
    assert len(used) > 50


@pytest.mark.parametrize(
    ("mail", "name"),
    [
        ('<p style="position:absolute">', "property position"),
        ("<main></main>", "element main"),
        ("<style>.a { position: fixed; }</style>", "style position"),
        ("<style>@media (hover) { .a { color: red; } }</style>", "style @media (hover)"),
    ],
)
def test_what_nobody_looked_up_is_found(mail: str, name: str) -> None:
    assert set(made_of(f"<html><body>{mail}</body></html>")) - known() == {name}


def known() -> set[str]:
    """Return the names whose support is written down. A style may be every property that elements may have."""
    everywhere = _FACTS["everywhere"]
    properties = {*everywhere["properties"], *_FACTS["properties"]}
    named = {
        "element": {*everywhere["elements"], *_FACTS["elements"]},
        "property": properties,
        "style": properties | {*_FACTS["styles"]},
    }
    return {f"{kind} {name}" for kind, names in named.items() for name in names}


def made_of(mail: str) -> Iterator[str]:
    """Yield the names of the elements, of the properties that they carry, and of what their style sheets say."""
    for element in html.document_fromstring(mail).iter():
        if not isinstance(element.tag, str):
            continue
        yield f"element {element.tag}"
        yield from (f"property {name}" for name in _DECLARATION.findall(element.get("style") or ""))
        if element.tag == "style":
            sheet = element.text or ""
            yield from (f"style {query.strip()}" for query in re.findall(r"@[^{]+", sheet))
            yield from (f"style {name}" for name in _DECLARATION.findall(re.sub(r"@[^{]+", "", sheet)))
