"""A frame of another site that would leave our pages blank is refused at start."""

from pathlib import Path
from typing import Any

import pytest

from privacy.web.checks import check_base_template

GOOD = "<title>{% block title %}{% endblock %}</title>{% block content %}{% endblock %}"


@pytest.mark.parametrize(
    ("base", "ours", "missing"),
    [
        (GOOD, None, []),
        ("<title>{% block title %}{% endblock %}</title>{% block body %}{% endblock %}", None, ["content"]),
        ("<p>No block at all</p>", None, ["title", "content"]),
        (
            "{% block head %}{% endblock %}{% block body %}{% endblock %}",
            (
                '{% extends "base.html" %}{% block head %}{% block title %}{% endblock %}{% endblock %}'
                "{% block body %}{% block content %}{% endblock %}{% endblock %}"
            ),
            [],
        ),
        (
            "{% block title %}{% endblock %}",
            '{% extends "base.html" %}{% block body %}{% block content %}{% endblock %}{% endblock %}',
            ["content"],
        ),
    ],
)
def test_frame_without_our_blocks_is_refused(
    settings: Any, tmp_path: Path, base: str, ours: str | None, missing: list[str]
) -> None:
    (tmp_path / "base.html").write_text(base)
    if ours:
        (tmp_path / "privacy").mkdir()
        (tmp_path / "privacy" / "base.html").write_text(ours)
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    faults = check_base_template(None)
    assert [fault.id for fault in faults] == ["privacy.E013"] * len(missing)
    assert all(f"'{name}'" in fault.msg for name, fault in zip(missing, faults, strict=True))


def test_site_without_a_frame_is_refused(settings: Any, tmp_path: Path) -> None:
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    assert [fault.id for fault in check_base_template(None)] == ["privacy.E013"]
