"""The demonstration finds a promise's words in the policy, and misses them when they are not there."""

import json

from tools.demo.scenes.later import _is_published

TEXT = json.dumps(
    {"en": "## In short\n\nWe keep it short.\n\n- Nothing is loaded before you say yes.\n- You can ask us.\n"}
)


def test_words_are_found_across_paragraphs_and_lists() -> None:
    assert _is_published([TEXT], "In short We keep it short. Nothing is loaded before you say yes. You can ask us.")


def test_other_words_are_not_taken_for_them() -> None:
    assert not _is_published([TEXT], "In short We keep it short. You can ask us.")
