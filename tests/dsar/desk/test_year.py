from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from dsar.cases import deciding, yearly
from dsar.cases.enums import Ground, Right
from tests.factories.dsar import NOW, asked, case_worker, opened
from tests.factories.dsar import refused as refuse_by_two
from tests.words import says

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rules")]
YEAR = NOW.year


def figure(figures: yearly.YearlyFigures, title: str, heading: str) -> str:
    line = next(line for line in (*figures.lines, figures.total) if line.title == title)
    return line.figures[figures.headings.index(heading)]


@pytest.fixture
def _requests(rules: None) -> None:
    staff = case_worker()
    asked(Right.ACCESS, address="unconfirmed@example.com")
    deciding.answer(case=opened(Right.RESTRICTION), text="Rettet", staff=staff, now=NOW + timedelta(days=4))
    late = opened(Right.RESTRICTION, address="late@example.com")
    deciding.answer(case=late, text="Rettet", staff=staff, now=NOW + timedelta(days=40))
    refused = opened(Right.ACCESS, address="refused@example.com")
    refuse_by_two(case=refused, ground=Ground.UNIDENTIFIED, reasons="Ukjent", now=NOW)
    opened(Right.ACCESS, address="open@example.com")
    opened(Right.ACCESS, address="earlier@example.com", now=NOW.replace(year=YEAR - 1))


@pytest.mark.usefixtures("_requests")
def test_year_counts_each_request_once_and_those_that_nobody_confirmed_not_at_all() -> None:
    with override("en"):
        figures = yearly.figures_of(YEAR, NOW + timedelta(days=50))
        assert figure(figures, "All", "received") == "4"
        assert figure(figures, "Limit how your data is used", "received") == "2"
        assert figure(figures, "Limit how your data is used", "answered in time") == "1"
        assert figure(figures, "Limit how your data is used", "answered late") == "1"
        assert figure(figures, "Limit how your data is used", "days to the answer, on average") == "22"
        assert figure(figures, "All", "refused") == "1"
        assert figure(figures, "All", "still open") == "1"
        assert [line.figures for line in figures.refusals] == [("1",)]
        assert yearly.years(NOW) == [YEAR, YEAR - 1]


@pytest.mark.usefixtures("_requests")
def test_page_and_file_have_the_same_figures_and_no_address(client: Client) -> None:
    client.force_login(User.objects.create_superuser("chief"))
    url = reverse("admin:dsar_case_year")
    page = client.get(url, {"year": str(YEAR)}, headers={"accept-language": "en"}).content.decode()
    file = client.get(url, {"year": str(YEAR), "format": "csv"})
    assert file["Content-Type"].startswith("text/csv")
    lines = file.content.decode("utf-8-sig").splitlines()
    assert lines[0].count(",") + lines[0].count(";") >= 8
    assert "example.com" not in page
    assert "example.com" not in file.content.decode()
    assert client.get(url, {"year": "0"}).status_code == 200


def test_year_without_requests_says_so(client: Client) -> None:
    client.force_login(User.objects.create_superuser("chief"))
    assert says("No request arrived in this year.") in client.get(reverse("admin:dsar_case_year")).content.decode()
