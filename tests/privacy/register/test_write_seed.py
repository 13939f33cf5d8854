"""What is written is what would be loaded: a register goes through a file and is the same."""

import tomllib
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from consent.services.models import Service, StorageItem
from privacy.recipients.models import Vendor
from privacy.register import operations as register
from privacy.register import sections
from privacy.register.frozen.register import serialize
from privacy.register.purposes.models import Controller
from privacy.register.seed_file import as_toml
from tests.factories.privacy import NOW, VendorFactory

pytestmark = pytest.mark.django_db


def written(*arguments: object) -> str:
    out = StringIO()
    call_command("write_seed", *map(str, arguments), stdout=out)
    return out.getvalue()


def empty_the_register() -> None:
    Service.objects.all().delete()
    StorageItem.objects.all().delete()
    Vendor.objects.filter(engaged_by__isnull=False).delete()
    for model, _identity in reversed(sections.seed_rows().values()):
        model._default_manager.all().delete()
    Controller.objects.all().delete()


def test_register_goes_through_a_file_and_is_the_same(tmp_path: Path) -> None:
    register.load_seed(seed=register.read_seed(settings.SEED_FILE), now=timezone.now())
    first = Vendor.objects.all()[0]
    VendorFactory.create(key="below", engaged_by=first, order=0, does={"nb": 'Sier "hei"\nog\\', "nn": "x", "en": "x"})
    before, file = serialize(register.freeze(now=NOW)), tmp_path / "our.toml"
    assert str(file) in written(file)
    empty_the_register()
    register.load_seed(seed=register.read_seed(file), now=timezone.now())
    after = serialize(register.freeze(now=NOW))
    for section, kinds in before.items():
        for kind, rows in kinds.items():
            assert after[section][kind] == rows, f"{section} {kind}"
    assert tomllib.loads(written()) == tomllib.loads(file.read_text(encoding="utf-8"))


def test_file_that_is_there_is_not_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text("# mine\n")
    with pytest.raises(CommandError, match=r"mine\.toml: File exists"):
        written(file)
    assert file.read_text() == "# mine\n"


_TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
_VALUES = st.recursive(
    _TEXTS | st.integers(-(2**60), 2**60) | st.booleans() | st.dates(), lambda values: st.lists(values, max_size=3)
)


@given(st.dictionaries(_TEXTS, _VALUES | st.dictionaries(_TEXTS, _TEXTS, max_size=3), max_size=4))
def test_whatever_is_written_is_read_back(row: dict[str, Any]) -> None:
    assert tomllib.loads(as_toml({"rows": [row]})) == {"rows": [row]}
