"""Cells that say what they are where their headings are out of sight."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.template import Context, Template
from django.test import Client
from django.urls import reverse

from privacy.web.html import parse
from tests.factories.privacy import VendorFactory

ROOT = Path(settings.BASE_DIR)


def cells(html: str) -> list[str | None]:
    template = Template("{% load tables %}{% labelledcells %}" + html + "{% endlabelledcells %}")
    return [cell.attributes.get("data-label") for cell in parse(template.render(Context())).all("td")]


HEAD = (
    '<thead><tr><th scope="col"><a href="?o=1&amp;p=2">What &amp; "why"</a></th><th scope="col">Days</th></tr></thead>'
)


def test_cell_is_labelled_with_the_words_of_its_heading() -> None:
    assert cells(f"<table>{HEAD}<tbody><tr><td>a</td><td class='x'>b</td></tr></tbody></table>") == [
        'What & "why"',
        "Days",
    ]


def test_row_of_fewer_cells_and_table_without_headings_stay_as_they_are() -> None:
    assert cells(f"<table>{HEAD}<tbody><tr><td colspan='2'>a</td></tr></tbody></table>") == [None]
    assert cells("<table><tbody><tr><td>a</td><td>b</td></tr></tbody></table>") == [None, None]


def test_label_of_the_template_is_kept() -> None:
    assert cells(f"<table>{HEAD}<tbody><tr><td data-label='Own'>a</td><td>b</td></tr></tbody></table>") == [
        "Own",
        "Days",
    ]


@pytest.mark.django_db
def test_cells_of_a_list_are_labelled(admin_client: Client) -> None:
    VendorFactory.create()
    page: Any = parse(admin_client.get(reverse("admin:privacy_vendor_changelist")).content.decode())
    table = next(table for table in page.all("table") if table.get("id") == "result_list")
    cells = [cell for cell in table.all("td") if "action-checkbox" not in cell.get("class")]
    assert cells
    assert all(cell.get("data-label") for cell in cells)


def test_every_table_in_a_box_is_labelled() -> None:
    """Which of them runs off the side depends on the rows that a site has."""
    boxes = [
        (file.name, before)
        for file in ROOT.glob("*/templates/**/*.html")
        for before in file.read_text().split('class="case-table"')[:-1]
    ]
    assert len(boxes) > 10
    assert [name for name, before in boxes if not before.endswith("{% labelledcells %}<div ")] == []
