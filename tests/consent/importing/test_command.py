"""``manage.py import_cookies``."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consent.importing.errors import UnreadablePolicy
from consent.importing.operations import import_policy
from consent.services.models import Service, StorageItem
from privacy.recipients.models import Vendor
from privacy.register.statements.models import KnownDefect
from tests.consent.importing.conftest import POLICIES
from tests.words import says

pytestmark = pytest.mark.django_db
SEED = str(POLICIES / "proviso.txt")


def said(*args: Any, **options: Any) -> str:
    out = StringIO()
    call_command("import_cookies", *args, stdout=out, **options)
    return out.getvalue()


def test_a_table_for_people() -> None:
    text = said(SEED, "--language", "en")
    assert text.splitlines()[-1].startswith("15 rows: 15 added, 0 filled, 0 kept.")
    assert "misspelt-unit: The lifetime is misspelt: “2 minutrtter”." in text
    assert "_hjSession → _hjSession_*" in text
    assert said(SEED, "--language", "en").splitlines()[-1] == (
        f"15 rows: 0 added, 0 filled, 15 kept. {text.splitlines()[-1].split('. ')[1].split(' flaws')[0]} flaws, "
        "0 new known defects."
    )
    assert says("The lifetime is misspelt: “%(written)s”.", written="2 minutrtter") in said(SEED)


def test_json_for_machines() -> None:
    content = json.loads(said(SEED, "--json", "--dry-run"))
    assert content["counts"]["rows"] == content["counts"]["added"] == 15
    assert content["dry_run"]
    problems = {row["name"]: {finding["problem"] for finding in row["findings"]} for row in content["rows"]}
    assert "lifetime-missing" in problems["hubspotutk"]
    assert {"table-no-domain", "companions-absent"} <= {finding["problem"] for finding in content["findings"]}
    assert not StorageItem.objects.exists()


def test_a_file_that_is_not_there_or_a_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "none.txt", tmp_path):
        with pytest.raises(CommandError, match=str(path)):
            said(str(path))


def test_a_bad_row_is_listed_and_the_others_are_taken(tmp_path: Path) -> None:
    file = tmp_path / "policy.csv"
    file.write_text("Cookie name;Duration\n_ga;2 years\nnot a name;1 day\n")
    content = json.loads(said(str(file), "--json", "--language", "en"))
    assert content["counts"]["added"] == 1
    assert [(row["line"], row["text"], row["reason"]) for row in content["not_taken"]] == [(3, "not a name", "words")]
    text = said(str(file), "--language", "en")
    assert "3      not a name" in text
    assert "not taken: These are words, not the name of a cookie." in text
    assert "1 not taken" in text.splitlines()[-1]
    assert says("These are words, not the name of a cookie.") in said(str(file))


def test_a_file_without_a_table_writes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "policy.csv"
    file.write_text("Opening hours;Monday\n9;17\n")
    with pytest.raises(CommandError, match=r"policy\.csv: line 1: there is no table"):
        said(str(file))
    out = StringIO()
    with pytest.raises(SystemExit) as exit_:
        call_command("import_cookies", str(file), "--json", stdout=out)
    assert exit_.value.code == 1
    assert json.loads(out.getvalue())["faults"][0]["line"] == 1
    assert not any(model._default_manager.exists() for model in (KnownDefect, Service, StorageItem, Vendor))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300), st.integers(0, 400))
def test_damage_to_a_policy_writes_all_or_nothing(db: None, noise: bytes, place: int) -> None:
    data = b"Cookie name;Provider;Category;Duration\n_ga;Google;Analytics;2 years\nmine;Us;Necessary;1 day\n"
    try:
        done = import_policy(data=data[:place] + noise + data[place:], is_dry_run=True)
    except UnreadablePolicy:
        pass
    else:
        assert done.rows or done.skipped
    assert not any(model._default_manager.exists() for model in (KnownDefect, Service, StorageItem, Vendor))
