from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import time_machine
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from privacy.web import tokens
from privacy.web.mailed_links import opened_by_link
from tests.factories.dsar import NOW

ROW = uuid4()


class Ended(Exception):
    pass


@opened_by_link("test", pages="newsletter", lasts=timedelta(days=1), gone=(Ended,))
def view(request: HttpRequest, row_id: UUID, token: str) -> HttpResponse:
    if request.method == "POST":
        raise Ended
    return HttpResponse(f"{row_id} {token}")


@pytest.mark.django_db
def test_link_opens_its_row_and_other_links_have_pages_of_their_own(rf: RequestFactory) -> None:
    with time_machine.travel(NOW, tick=False):
        token = tokens.make_token("test", ROW)
        opened = view(rf.get("/"), token)
        statuses = [
            view(rf.get("/"), tokens.make_token("other", ROW)).status_code,
            view(rf.get("/"), "no token").status_code,
            view(rf.post("/"), token).status_code,
        ]
    with time_machine.travel(NOW + timedelta(days=2), tick=False):
        statuses.append(view(rf.get("/"), token).status_code)
    assert opened.content.decode() == f"{ROW} {token}"
    assert statuses == [404, 404, 410, 410]
