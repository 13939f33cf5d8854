import pytest
from django.http import QueryDict

from privacy.web.honeypot import BaitedForm


@pytest.mark.parametrize(
    ("posted", "is_taken"),
    [("", False), ("homepage=", False), ("homepage=+", False), ("homepage=https%3A%2F%2Fexample.com", True)],
)
def test_bait_is_taken_by_whoever_writes_in_it(posted: str, *, is_taken: bool) -> None:
    form = BaitedForm(QueryDict(posted))
    assert form.is_bait_taken is is_taken
    assert form.is_valid()


def test_bait_is_no_hidden_field_and_out_of_the_way_of_the_keyboard() -> None:
    html = str(BaitedForm()["homepage"])
    assert 'type="text"' in html
    assert 'tabindex="-1"' in html
    assert 'autocomplete="off"' in html
