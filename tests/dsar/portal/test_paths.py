"""The paths of the portal, in every language of the site: none hides another."""

import pytest
from django.conf import settings
from django.urls import resolve, reverse
from django.utils import translation

from dsar.cases.enums import Right


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_no_path_of_a_right_is_hidden_by_another(language: str) -> None:
    with translation.override(language):
        for name in ("ask", "ask_done"):
            for right in Right:
                path = reverse(f"dsar:{name}", kwargs={"right": right})
                found = resolve(path)
                assert (found.url_name, found.kwargs.get("right")) == (name, right), path
