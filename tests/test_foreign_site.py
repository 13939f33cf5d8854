"""``privacy``, ``consent`` and ``dsar`` in somebody else's site: its own frame, accounts, addresses and place."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import psycopg
import pytest

from proviso_site.settings.places import BASE_DIR

DATABASE = "foreign_site"
SHOP = Path(__file__).with_name("foreign_site")
Run = Callable[..., CompletedProcess[str]]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Run Python in the shop, with an empty database of its own."""
    server = os.environ["DATABASE_URL"].rpartition("/")[0]
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {DATABASE}")
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join([str(SHOP), str(BASE_DIR)]),
        "DJANGO_SETTINGS_MODULE": "shop.settings",
        "DATABASE_URL": f"{server}/{DATABASE}",
        "ERASURE_LEDGER": str(tmp_path_factory.mktemp("shop") / "erasures.log"),
    }

    def run(*arguments: str) -> CompletedProcess[str]:
        command = [sys.executable, *arguments]
        return subprocess.run(command, env=environment, cwd=SHOP, capture_output=True, text=True, check=False)

    return run


@pytest.fixture(scope="module")
def seen(run: Run) -> dict[str, Any]:
    """What a visitor of the shop sees once a policy is published."""
    done = run("walk.py")
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def test_settings_of_the_apps_are_few() -> None:
    text = (SHOP / "shop" / "settings.py").read_text()
    ours = text.partition("# --- privacy, consent and dsar ---\n")[2].partition("# --- that is all ---")[0]
    assert 0 < len(ours.splitlines()) <= 15


def test_nothing_is_wrong_with_the_site(run: Run) -> None:
    done = run("-m", "django", "check", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr
    assert run("-m", "django", "makemigrations", "--check", "--dry-run").returncode == 0


def test_every_page_has_its_words_inside_the_frame_of_the_shop(seen: dict[str, Any]) -> None:
    for path, (status, html) in seen["pages"].items():
        assert status == 200, path
        if path != "/backoffice/login/":
            assert "The shop</header>" in html, path
            assert re.search(r"<article>.*<h1>[^<]+</h1>.*</article>", html, re.DOTALL), path
            assert not re.search(r"<title>\s*\| The shop</title>", html), path


def test_policy_is_the_shop_s(seen: dict[str, Any]) -> None:
    policy = seen["pages"]["/legal/privacy/"][1]
    assert "Laden am Markt GmbH" in policy
    assert {name for name in ("sessionid", "csrftoken", "pv_session", "pv_csrf") if name in policy} == {
        "sessionid", "csrftoken",
    }  # fmt: skip


def test_question_is_there_and_hidden_whatever_the_style_of_the_shop(seen: dict[str, Any]) -> None:
    front = seen["pages"]["/"][1]
    assert re.search(r'<section class="choice"[^>]* hidden', front)
    assert 'action="/legal/cookies/"' in front
    assert "choice/gate.js" in re.findall(r"<script[^>]*>", front)[0]


def test_administration_keeps_its_cookies_and_is_asked_nothing(seen: dict[str, Any]) -> None:
    assert seen["cookies"] == ["csrftoken"]
    assert "choice/" not in seen["pages"]["/backoffice/login/"][1]


def test_every_promise_of_the_core_is_asked_and_none_is_broken(seen: dict[str, Any]) -> None:
    assert seen["asked"] == 28
    assert seen["broken"] == []
