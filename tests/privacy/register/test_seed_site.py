from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from privacy.register.models import Revision
from privacy.register.promises.registry import broken
from privacy.register.purposes.models import Controller
from tests.factories.privacy import accept_gaps
from tests.privacy.conftest import Promising

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("only_privacy")]

SEED = """
[controller]
name = "Eksempel AS"
contact_email = "personvern@example.com"
authority_name = "Datatilsynet"
authority_url = "https://www.datatilsynet.no"

[[statements]]
key = "intro"
section = "intro"
text.nb = "## Kort fortalt"
text.nn = "## Kort fortalt"
text.en = "## In short"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A seed too small for a whole notice: somebody answers for what it lacks."""
    accept_gaps()
    path = tmp_path / "firma.toml"
    path.write_text(SEED)
    return path


def seed_site(*arguments: object) -> str:
    out = StringIO()
    call_command("seed_site", *map(str, arguments), stdout=out)
    return out.getvalue()


def test_first_seed_is_published(file: Path) -> None:
    assert "Revision 1 is in force" in seed_site(file)
    assert Revision.objects.get().content["privacy"]["controller"]["name"] == "Eksempel AS"


def test_second_seed_changes_the_draft_only(file: Path) -> None:
    seed_site(file)
    file.write_text(SEED.replace("Eksempel AS", "Nytt AS"))
    assert "Revision" not in seed_site(file)
    assert Controller.objects.get().name == "Nytt AS"
    assert Revision.objects.count() == 1


def test_second_seed_is_published_when_asked_for(file: Path) -> None:
    seed_site(file)
    assert "Revision 1 " in seed_site(file, "--publish")
    file.write_text(SEED.replace("Eksempel AS", "Nytt AS"))
    assert "Revision 2 " in seed_site(file, "--publish")


def test_if_empty_leaves_a_site_that_runs_alone(file: Path) -> None:
    assert "Revision 1" in seed_site(file, "--if-empty")
    file.write_text(SEED.replace("Eksempel AS", "Nytt AS"))
    assert seed_site(file, "--if-empty") == ""
    assert Controller.objects.get().name == "Eksempel AS"


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        (SEED.replace("section =", "section"), "line"),
        (SEED.replace("section =", "sektion ="), "intro: there is no such field: sektion"),
        (SEED.replace('text.en = "## In short"', "text.en = 1"), "intro: text"),
        ("", r"\[controller\]"),
    ],
)
def test_mistake_names_the_file_and_the_place(file: Path, wrong: str, named: str) -> None:
    file.write_text(wrong)
    with pytest.raises(CommandError, match=f"firma.toml: .*{named}"):
        seed_site(file)
    assert not Controller.objects.exists()


def test_file_that_is_not_there_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"nothing\.toml: No such file"):
        seed_site(tmp_path / "nothing.toml")


def test_refused_publication_says_every_reason(file: Path, promising: Promising) -> None:
    promising(P29=broken("2", "for sent"))
    with pytest.raises(CommandError, match=r"Not published:\n- .*P29.*for sent"):
        seed_site(file)
    assert not Revision.objects.exists()


def test_seed_of_the_project_is_read_when_no_file_is_named(file: Path, settings: Any) -> None:
    settings.PRIVACY = settings.PRIVACY | {"SEED_FILE": file}
    assert "firma.toml" in seed_site()
