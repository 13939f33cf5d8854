"""The bytes of an issue: what a reader's own value says changes nothing but its own place."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import html as markup

from newsletter.issues.mime import (
    PLACE_OF_ADDRESS,
    PLACE_OF_LINK,
    PLACE_OF_SETTINGS,
    PLACE_OF_SINCE,
    PreparedIssue,
)

LINK = "https://example.com/avmeld/x/"
HOSTILE = (
    '"<script>@x"@example.com',
    "a\r\nBcc: x@example.com\r\n\r\n<b>",
    "--" + "0" * 32 + "--@example.com",
    ".@example.com",
    "%%UNSUBSCRIBE%%@example.com",
    "%%SINCE%%@example.com",
    "{since}@example.com",
    "&amp;lt;@example.com",
    "å" * 120 + "@bærum.no",
    "a" * 242 + "@example.com",
    "=0D=0A@example.com",
)
PREPARED = PreparedIssue(
    subject="Hei",
    sender="post@example.com",
    text=f"Før {PLACE_OF_ADDRESS} etter\n{PLACE_OF_SINCE}\n{PLACE_OF_LINK}",
    html=f'<p>Før <b>{PLACE_OF_ADDRESS}</b> etter<i>{PLACE_OF_SINCE}</i><a href="{PLACE_OF_LINK}">x</a></p>',
    headers={},
)


def part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def value_of(content: bytes) -> tuple[list[tuple[str, str]], str, Any]:
    message = message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    own = ("Message-ID", "Date")
    return [item for item in message.items() if item[0] not in own], part(message, "plain"), part(message, "html")


@given(address=st.text(min_size=1, max_size=254) | st.sampled_from(HOSTILE))
@example(address=HOSTILE[0])
@example(address=HOSTILE[1])
def test_value_changes_nothing_but_its_own_place(address: str) -> None:
    try:
        address.encode()
    except UnicodeEncodeError:
        return
    own = {PLACE_OF_ADDRESS: address, PLACE_OF_SINCE: "i fjor", PLACE_OF_LINK: LINK, PLACE_OF_SETTINGS: LINK}
    seen = "".join(sign for sign in address if sign.isprintable())
    for content in (
        PREPARED.copy_for("kari@example.com", own, {}).message().as_bytes(linesep="\r\n"),
        PREPARED.encoded_for("kari@example.com", own, {}).content.replace(b"\r\n..", b"\r\n."),
    ):
        assert max(map(len, content.split(b"\r\n"))) <= 76
        assert re.search(rb"(?<!\r)\n", content) is None
        headers, text, html = value_of(content)
        plain = (
            PREPARED.copy_for("kari@example.com", own | {PLACE_OF_ADDRESS: "X"}, {}).message().as_bytes(linesep="\r\n")
        )
        assert headers == value_of(plain)[0]
        assert text == f"Før {seen} etter\ni fjor\n{LINK}"
        tree = markup.fragment_fromstring(html.strip())
        assert [element.tag for element in tree.iter()] == ["p", "b", "i", "a"]
        assert tree.find("b").text_content() == seen
        assert tree.find("a").get("href") == LINK


@pytest.mark.parametrize("address", HOSTILE)
def test_value_for_a_provider_is_escaped_too(address: str) -> None:
    copy = PREPARED.copy_for("kari@example.com", {PLACE_OF_ADDRESS: address, PLACE_OF_LINK: LINK}, {})
    seen = "".join(sign for sign in address if sign.isprintable())
    assert str(copy.body).startswith(f"Før {seen} etter\n")
    tree = markup.fragment_fromstring(str(copy.alternatives[0][0]))
    assert tree.find("b").text_content() == seen
