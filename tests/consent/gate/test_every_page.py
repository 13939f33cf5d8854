"""No page goes past the gate: neither an error, a preview nor a part of the site that is only tried out (LAW X-34)."""

import re
from importlib import import_module
from pathlib import Path

import pytest
from csp.constants import HEADER as CSP
from django.conf import settings
from django.test import Client

from consent.gate.offer import Offer
from privacy.web.pages import addresses

pytestmark = [pytest.mark.django_db, pytest.mark.law("X-34")]
_ROOT = Path(settings.BASE_DIR)
_TEMPLATES = (_ROOT / "templates", *_ROOT.glob("*/templates"))
_ELSEWHERE = re.compile(r"<(?:script|iframe|img|object|embed|video|audio)\b|<link[^>]*(?:https?:)?//", re.IGNORECASE)


def test_first_script_of_every_page_is_the_gate(client: Client, site_ids: dict[str, str], offer: Offer) -> None:
    paths = [path for page in addresses() for path in page.values()]
    for path in (*paths, "/there-is-nothing-here/"):
        text = client.get(path).content.decode()
        first = re.search(r"<script[^>]*>", text)
        assert first, path
        assert "choice/gate" in first[0], path


def test_whole_pages_that_are_not_built_on_the_base_load_nothing() -> None:
    pages = [path for folder in _TEMPLATES for path in folder.rglob("*.html")]
    whole = {path for path in pages if "<html" in path.read_text()}
    gated = {path for path in whole if "parts/choice_head.html" in path.read_text()}
    assert gated == {_ROOT / "templates" / "base.html"}
    for path in whole - gated:
        assert not _ELSEWHERE.search(path.read_text()), path


def test_previews_for_staff_reach_no_vendor(admin_client: Client, site_ids: dict[str, str], offer: Offer) -> None:
    for path in ("/admin/", "/admin/privacy/statement/", "/admin/privacy/statement/add/"):
        response = admin_client.get(path)
        assert response.status_code == 200, path
        assert "hotjar" not in response[CSP], path
        assert "data-consent" not in response.content.decode(), path


@pytest.mark.parametrize("kind", ["base", "development", "test"])
def test_a_site_that_is_tried_out_has_the_same_gate(kind: str) -> None:
    names = import_module(f"proviso_site.settings.{kind}").MIDDLEWARE
    assert {"consent.gate.middleware.ChoiceMiddleware", "consent.gate.middleware.WithholdMiddleware"} <= set(names)
    assert "csp.middleware.CSPMiddleware" in names
