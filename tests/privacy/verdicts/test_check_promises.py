import json
from io import StringIO

import pytest
from django.core.management import call_command

from privacy.register.promises.models import PromiseVerdict
from privacy.register.promises.registry import broken, kept, unproven
from tests.privacy.conftest import Promising

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register")]


def check(*arguments: str) -> tuple[str, int]:
    """Return the output and the exit code of the command."""
    out = StringIO()
    try:
        call_command("check_promises", *arguments, stdout=out)
    except SystemExit as end:
        return out.getvalue(), int(str(end.code))
    return out.getvalue(), 0


def test_json_is_a_list_that_scripts_can_read(promising: Promising) -> None:
    promising(P19=kept("3 av 3"), P29=unproven("–", "ingen har meldt seg av"))
    out, code = check("--json")
    assert code == 0
    assert json.loads(out) == [
        {"id": "P19", "verdict": "kept", "figure": "3 av 3", "reason": ""},
        {"id": "P29", "verdict": "unproven", "figure": "–", "reason": "ingen har meldt seg av"},
    ]


@pytest.mark.parametrize("arguments", [(), ("--json",)])
def test_broken_promise_is_exit_code_1(promising: Promising, arguments: tuple[str, ...]) -> None:
    promising(P19=kept("1"), P29=broken("2", "for sent"))
    out, code = check(*arguments)
    assert code == 1
    assert "for sent" in out


def test_kept_and_unproven_promises_are_exit_code_0(promising: Promising) -> None:
    promising(P19=kept("1"), P29=unproven("-", "?"))
    out, code = check()
    assert code == 0
    assert [line.split()[:2] for line in out.splitlines()] == [["P19", "kept"], ["P29", "unproven"]]


def test_verdicts_are_kept_also_when_one_is_broken(promising: Promising) -> None:
    promising(P29=broken("2", "late"))
    check()
    assert PromiseVerdict.objects.count() == 1
