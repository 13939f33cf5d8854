"""A published register with a service that shows films, and pages to write."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from consent.services.models import Service
from privacy.policy.publishing import publish
from privacy.recipients.models import Vendor
from privacy.register import in_force
from privacy.register.operations import load_seed, read_seed
from privacy.register.promises.registry import promises
from privacy.register.statements.models import Statement
from proviso_site.content.models import Block, ContentPage
from proviso_site.content.publishing import complete_addresses
from tests.factories.copies import copied
from tests.factories.privacy import accept_gaps
from tools.seeds import seed_with_site_ids

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOSTS = {
    "frame": ["https://www.youtube-nocookie.com", "https://*.film.example.com"],
    "script": ["https://widgets.example.com", "https://*.film.example.com"],
}
Write = Callable[..., ContentPage]


def _publish_with_films(folder: Path) -> None:
    load_seed(seed=read_seed(seed_with_site_ids(folder, date(2026, 11, 23))), now=NOW)
    Statement.objects.update(promises=[])
    text = dict.fromkeys(("nb", "nn", "en"), "Film")
    Service.objects.create(
        key="film", name="Filmvisning", vendor=Vendor.objects.get(key="hotjar"), category="marketing",
        description=text, data=text, hosts=HOSTS, purposes=["advertising"],
    )  # fmt: skip
    accept_gaps()
    with promises.replaced({}):  # what is promised is tried elsewhere
        publish(now=NOW)


@pytest.fixture
def films(db: None, tmp_path: Path) -> Iterator[None]:
    in_force.forget()
    copied("published with films", lambda: _publish_with_films(tmp_path))
    in_force.refresh()
    yield
    in_force.forget()


@pytest.fixture
def write(db: None) -> Write:
    """Write the draft of a page with blocks, each as its fields; texts are told apart by language."""

    def write_page(
        *blocks: dict[str, Any], languages: str = "nb nn en", title: str = "Om oss", **facts: Any
    ) -> ContentPage:
        words = languages.split()
        page = ContentPage(title={code: f"{title} {code}" for code in words}, **facts)
        complete_addresses(page)
        page.full_clean()
        page.save()
        for order, block in enumerate(blocks or ({"kind": "text", "text": "Hei"},), start=1):
            text = block.pop("text", None)
            texts = {code: f"{text} {code}" for code in words} if isinstance(text, str) else text or {}
            Block.objects.create(page=page, order=order, text=texts, **block)
        return page

    return write_page
