"""Content of other services: which service an address belongs to, and that it waits for a yes."""

import pytest
from django.test import Client

from consent.gate import offer as offers
from privacy.recipients.models import Vendor
from privacy.register import in_force
from proviso_site.content import publishing
from proviso_site.content.embeds import embed_of
from proviso_site.content.errors import EmbedRefused
from tests.proviso_site.content.conftest import NOW, Write

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("films"), pytest.mark.law("C-22")]


@pytest.mark.parametrize(
    ("pasted", "kind", "address"),
    [
        ("https://a.film.example.com/1", "frame", "https://a.film.example.com/1"),
        ("  https://a.film.example.com/play.js\n", "script", "https://a.film.example.com/play.js"),
        ("https://widgets.example.com/form", "script", "https://widgets.example.com/form"),
        (
            "https://www.youtube.com/watch?v=abc_DEF-123&t=4",
            "frame",
            "https://www.youtube-nocookie.com/embed/abc_DEF-123",
        ),
        ("https://youtu.be/abc_DEF-123?si=x", "frame", "https://www.youtube-nocookie.com/embed/abc_DEF-123"),
        ("https://m.youtube.com/shorts/abc_DEF-123", "frame", "https://www.youtube-nocookie.com/embed/abc_DEF-123"),
        (
            '<p><iframe width="5" src="https://a.film.example.com/1?a=1&amp;b=2"></iframe>',
            "frame",
            "https://a.film.example.com/1?a=1&b=2",
        ),
        ('<script async src="//a.film.example.com/w"></script>', "script", "https://a.film.example.com/w"),
    ],
)
def test_address_is_shown_by_the_service_that_lists_its_host(pasted: str, kind: str, address: str) -> None:
    embed = embed_of(pasted)
    assert (embed.service, embed.kind, embed.address) == ("film", kind, address)


@pytest.mark.parametrize(
    "pasted",
    [
        "", "film", "http://a.film.example.com/1", "https://film.example.com.evil.example.org/", "https://[",
        "//a.film.example.com/1",
        "https://a.film.example.com@evil.example.org/", "https://x:y@a.film.example.com/", "javascript:alert(1)",
        "https://a.film.example.com:8443/", "<iframe srcdoc='x'></iframe>", "https://a.film.example.com/ https://b.example.org/",
    ],
)  # fmt: skip
def test_other_addresses_are_refused(pasted: str) -> None:
    with pytest.raises(EmbedRefused):
        embed_of(pasted)


def test_service_of_another_host_is_refused_by_the_name_of_the_right_one() -> None:
    with pytest.raises(EmbedRefused, match="Filmvisning"):
        embed_of("https://a.film.example.com/1", "hubspot")


def test_content_waits_in_a_template_and_the_link_needs_no_script(client: Client, write: Write) -> None:
    publishing.publish(
        page=write({"kind": "embed", "text": "Slik <gjør> vi", "address": "https://a.film.example.com/1"}),
        staff_id=0,
        now=NOW,
    )
    answer = client.get("/om-oss-nb/")
    html = answer.content.decode()
    inert = html.partition('<template data-consent="film">')[2].partition("</template>")[0]
    assert 'src="https://a.film.example.com/1" title="Slik &lt;gjør&gt; vi nb"' in inert
    assert html.count("<iframe") == inert.count("<iframe") == 1
    assert 'href="https://a.film.example.com/1" rel="noreferrer"' in html
    assert "data-once" in html
    assert "https://*.film.example.com" in answer["Content-Security-Policy"].partition("frame-src")[2].partition(";")[0]


def test_service_that_is_switched_off_leaves_the_link(client: Client, write: Write) -> None:
    page = write({"kind": "embed", "text": "Film", "address": "https://a.film.example.com/1"})
    publishing.publish(page=page, staff_id=0, now=NOW)
    Vendor.objects.filter(key="hotjar").update(halted_at=NOW)
    in_force.refresh()
    assert not next(service for service in offers.required().services if service.key == "film").is_running
    html = client.get("/om-oss-nb/").content.decode()
    assert "<iframe" not in html
    assert 'href="https://a.film.example.com/1"' in html
