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

pytestmark = pytest.mark.long
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
        "MEDIA_ROOT": str(tmp_path_factory.mktemp("media")),
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


@pytest.fixture(scope="module")
def played(run: Run, seen: dict[str, Any]) -> dict[str, Any]:
    """What people who share rows have in their copies, and what is left when one after the other is erased."""
    done = run("participants.py")
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
    assert seen["asked"] == 30
    assert seen["broken"] == {}
    assert set(seen["unproven"]) == {"P21", "P22"}, "what the shop has not entered, and no check that failed"


MASK = "(about somebody else)"


@pytest.mark.law("D-23", "D-24", "P34")
def test_what_is_planned_what_goes_and_what_the_ledger_lists_are_one(played: dict[str, Any]) -> None:
    erasures = [
        part for scene in played.values() for part in scene.values() if isinstance(part, dict) and "went" in part
    ]
    assert len(erasures) > 10
    for erasure in erasures:
        assert erasure["planned"] == erasure["went"]
        assert len(erasure["ledger"]) == sum(erasure["went"].values())


@pytest.mark.law("D-16", "D-24")
def test_answer_stays_when_what_it_answers_goes(played: dict[str, Any]) -> None:
    kari, ola = played["thread"]["copies"]
    assert kari == [{"author_name": "Kari", "text": "question"}, {"author_name": MASK, "text": "answer"}]
    assert ola == [{"author_name": "Ola", "text": "answer"}]
    assert played["thread"]["left"] == [["ola@example.com", None, "answer"]]


@pytest.mark.law("D-24")
def test_row_that_another_s_row_needs_stays_without_its_person(played: dict[str, Any]) -> None:
    scene = played["question"]
    assert scene["left"] == [[[None, ""]], [["ola@example.com", "Ola's answer"]]]
    assert scene["found"] == {}, "nothing leads to Kari"
    assert (scene["erased"]["went"], scene["erased"]["masked"]) == ({"club.member": 1}, {"club.question": 1})


@pytest.mark.law("D-16", "D-24")
def test_message_of_two_stays_masked_and_goes_with_the_second(played: dict[str, Any]) -> None:
    scene = played["message"]
    assert scene["copies"] == [
        [{"sender_name": "Kari", "recipient_name": MASK, "text": "hello"}],
        [{"sender_name": MASK, "recipient_name": "Ola", "text": "hello"}],
    ]
    assert scene["stays"] == [[None, "Former member", "Ola", "hello"]]
    assert "club.privatemessage" not in scene["first"]["went"]
    assert (scene["second"]["went"]["club.privatemessage"], scene["left"]) == (1, [])


@pytest.mark.law("D-24")
def test_group_ends_with_its_last_owner_and_not_before(played: dict[str, Any]) -> None:
    scene = played["group"]
    assert scene["seen"] == ["by kari@example.com", "by ola@example.com", "by Eva@Example.com"]
    assert scene["after_first"] == [[["both"]], [["by ola@example.com"], ["by Eva@Example.com"]]]
    assert (scene["left"], scene["messages"], scene["members"]) == ([], [], [["Eva@Example.com"]])


@pytest.mark.law("D-24")
def test_record_is_the_client_s_and_the_adviser_is_masked(played: dict[str, Any]) -> None:
    scene = played["client"]
    assert scene["copies"] == [2, 2]
    assert scene["left"] == [[None, "notes"]] * 2
    assert scene["client"]["went"] == {"club.clientrecord": 2}


@pytest.mark.law("D-16")
def test_whom_an_assessment_is_about_does_not_learn_who_wrote_it(played: dict[str, Any]) -> None:
    scene = played["assessment"]
    assert scene["copies"] == [[{"author_name": MASK, "text": "good"}], [{"author_name": "Kari", "text": "good"}]]
    assert scene["left"] == [[None, "Kari", "good"]]
    assert scene["author"]["went"]["club.assessment"] == 1


@pytest.mark.law("D-14", "D-24")
def test_address_alone_leaves_a_row_of_two_and_a_list_is_searched(played: dict[str, Any]) -> None:
    scene = played["invitation"]
    assert scene["companion"]["masked"] == {"club.channel": 2, "club.invitation": 1}
    assert scene["left"] == [[["kari@example.com", "", "nuts"]], [[[]], [["geva@example.com"]]]], (
        "another's entry stays"
    )
    assert scene["found"] == {}
    assert scene["member"] == {"club.invitation": 1, "club.member": 1}


@pytest.mark.law("D-22")
def test_new_address_takes_the_place_of_the_old_in_every_column_of_its_own(played: dict[str, Any]) -> None:
    scene = played["moved"]
    assert sorted(scene["offered"]) == ["allergy", "diet", "name", "name"]
    assert scene["left"] == [[["new@example.com", "kari"]], [["new@example.com"]], [["new@example.com"]]]


@pytest.mark.law("D-14")
def test_person_who_is_only_text_is_found_whatever_the_case(played: dict[str, Any]) -> None:
    scene = played["guest"]
    assert [row["allergy"] for row in scene["copy"]] == ["nuts"]
    assert (scene["erased"]["went"], scene["left"]) == ({"club.guest": 1}, [["ola@example.com"]])


@pytest.mark.law("D-37")
def test_invoice_keeps_what_it_needs_restricted_and_with_an_end(played: dict[str, Any]) -> None:
    scene = played["invoice"]
    assert scene["erased"]["went"] == {"club.order": 1}, "the order that nobody paid"
    assert scene["left"] == [[["book"]], [["kari@example.com"]], [["book"]]]
    assert [(line["model"], line.get("for"), line["ends"]) for line in scene["erased"]["kept"]] == [
        ("club.invoice", None, True),
        ("club.member", "club.invoice", True),
        ("club.order", "club.invoice", True),
    ]
    assert scene["restricted"] == 1
    assert [line["model"] for line in scene["alone"][1]] == ["club.invoice"], "found without the path that is null now"


@pytest.mark.law("D-37")
def test_row_on_hold_keeps_what_it_needs_whosever_it_is(played: dict[str, Any]) -> None:
    scene = played["held"]
    assert scene["left"] == [["Kari's question"]]
    assert scene["erased"]["went"] == {"club.question": 1}
    assert {(line["model"], line["hold"]) for line in scene["erased"]["kept"]} == {
        ("club.member", "legal_claim"), ("club.question", "legal_claim"),
    }  # fmt: skip


@pytest.mark.law("D-14", "D-24")
def test_files_labels_histories_json_and_keys_of_the_database_go_too(played: dict[str, Any]) -> None:
    scene = played["leaves"]
    one_each = ["club.member", "club.memberhistory", "club.nickname", "club.post", "labels.label"]
    assert scene["copied"] == dict.fromkeys(one_each, 1) | {"club.channel": 2}
    note = '{"cc": ["kari@example.com"]}'
    assert scene["mentioned"][1] == {"name": MASK, "settings": MASK, "note": note, "watchers": MASK}
    assert (scene["enclosed"], scene["file"]) == (["png"], False)
    assert scene["left"] == [[["label-ola@"]], [["OLA@EXAMPLE.COM"]], [], 1, [["text", ""]]]
    assert set(scene["erased"]["went"]) == {*one_each, "club.channel", "club.nickname_friends", "club.visit"}
    assert not any("kari" in name for name in scene["erased"]["ledger"]), "a key that somebody chose is hashed"
    assert (scene["again"]["went"], scene["found"]) == ({}, {})


@pytest.mark.law("P26", "P27")
def test_engine_ends_rows_with_children_by_the_same_plan(played: dict[str, Any]) -> None:
    scene = played["by_time"]
    assert scene["deleted"] == {
        "club.post": {"club_post": 1, "labels_label": 1},
        "club.question": {"club_answer": 1, "club_question": 2},
    }
    assert scene["left"] == [[[""]], [["ola@example.com"]], [["paid"]], [], []]


@pytest.mark.law("D-23")
def test_undone_erasure_brings_back_every_value_and_file(played: dict[str, Any]) -> None:
    scene = played["undone"]
    assert scene["before"]["files"] == ["png of Kari"]
    emptied = {table for table, lines in scene["before"].items() if scene["between"][table] != lines}
    assert emptied >= {
        "club_member",
        "club_privatemessage",
        "club_clientrecord",
        "club_channel",
        "club_nickname_friends",
    }
    assert scene["after"] == scene["before"]
    assert played["shared_file"]["sealed"] == 1, "a file that two rows share is sealed once"


@pytest.mark.law("D-16")
def test_copy_hands_out_the_very_file_that_was_approved(played: dict[str, Any]) -> None:
    scene = played["replaced_file"]
    assert scene["copies"] == [False, ["png of Kari and Ola"]]
    assert scene["digests"][0] != scene["digests"][1], "staff are asked about the page of before"
