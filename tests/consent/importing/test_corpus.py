"""The rate of rows that are read right in policies of every shape, and that no row is wrong."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consent.importing.entries import read_entries
from consent.importing.errors import UnreadablePolicy
from consent.importing.reading import read_policy
from consent.importing.vendors import Directory
from tests.consent.importing.corpus import Policy, policies

ALL = [policy for folder in ("developed", "aside", "later", "shapes") for policy in policies(folder)]


@pytest.mark.parametrize("policy", ALL, ids=[policy.path.name for policy in ALL])
def test_rows_of_a_policy(policy: Policy, directory: Directory) -> None:
    entries = policy.read(directory)
    names = [entry.name for entry in entries.taken]
    assert sorted(names) == sorted(row.name for row in policy.rows)
    wrong = [entry for entry in entries.taken if not any(row.is_like(entry) for row in policy.rows)]
    assert not wrong
    listed = [row.text for row in entries.skipped]
    assert all(any(text.startswith(start) for text in listed) for start in policy.skipped), listed


MARKS = st.sampled_from(
    ["<table>", "</table>", "<tr>", "</tr>", "<td>", "</td>", "<td colspan=3>", "<td rowspan=2>", "<!--", "|", ";",
     "\t",
     "\n\n", '"', "<div>", "</div>", "<li>", "&nbsp;", "\u200b", "<br>", "<h2>", "</h2>", ":", " "]
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(ALL), st.lists(st.tuples(st.floats(0, 1), st.integers(0, 40), MARKS), min_size=1, max_size=5))
def test_mangled_policy_gives_no_sentence_as_a_name(policy: Policy, changes: list[tuple[float, int, str]]) -> None:
    """Whatever is cut out of a policy or put into it, nothing raises, and what is taken has the form of a name."""
    text = policy.path.read_text(encoding="utf-8")
    for place, length, mark in changes:
        start = int(place * len(text))
        text = text[:start] + mark + text[start + length :]
    directory = Directory()
    directory.add_known()
    try:
        entries = read_entries(read_policy(text.encode(), vendors=directory.known_names()), directory)
    except UnreadablePolicy:
        return
    for entry in entries.taken:
        assert 0 < len(entry.name) <= 80
        assert not set(entry.name) & set(' ,;<>"\n\t')
        assert entry.reading.seconds is None or entry.reading.seconds >= 0
    assert all(row.line >= 1 for row in entries.skipped)
