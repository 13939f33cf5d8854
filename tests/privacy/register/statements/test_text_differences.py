import random
import time

import pytest

from privacy.register.statements.text_differences import Mark, Stretch, between


def said(stretches: tuple[Stretch, ...], *marks: Mark) -> list[str]:
    return [
        piece.text
        for stretch in stretches
        for line in stretch.lines
        for piece in line.pieces
        if piece.mark in (marks or Mark)
    ]


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def test_equal_texts_have_no_difference() -> None:
    assert between("<p>Det samme.</p>", "<p>Det  samme.</p>") == ()


def test_difference_is_told_word_by_word() -> None:
    stretches = between("<p>Vi sletter det innen 30 dager.</p>", "<p>Vi sletter det innen 90 dager.</p>")
    assert said(stretches, Mark.REMOVED) == ["30"]
    assert said(stretches, Mark.ADDED) == ["90"]
    assert "".join(said(stretches, Mark.SAME, Mark.ADDED)) == "Vi sletter det innen 90 dager."


def test_what_is_equal_is_folded_and_its_neighbours_are_shown() -> None:
    before = paragraphs(*(f"Avsnitt {number} her." for number in range(9)))
    stretches = between(before, before.replace("Avsnitt 4", "Avsnitt fire"))
    assert [(stretch.is_folded, len(stretch.lines)) for stretch in stretches] == [(True, 3), (False, 3), (True, 3)]


def test_change_says_which_part_of_the_policy_it_is_in() -> None:
    before = f"<h2>Hvor lenge</h2>{paragraphs('a b c', 'd e f', 'g h i', 'j k l')}"
    stretches = between(before, before.replace("j k l", "j k m"))
    assert stretches[-1].heading == "Hvor lenge"


def test_row_of_a_table_is_compared_cell_by_cell() -> None:
    row = '<table><tr><th scope="row">Abonnement</th><td data-label="Frist">{}</td></tr></table>'
    stretches = between(row.format("30 dager"), row.format("12 måneder"))
    assert said(stretches, Mark.REMOVED) == ["30 dager"]
    assert said(stretches, Mark.ADDED) == ["12 måneder"]
    assert stretches[0].lines[0].kind == "tr"


def test_passage_that_came_or_went_is_told_whole() -> None:
    stretches = between(paragraphs("Det første."), paragraphs("Det første.", "Noe helt annet kom til."))
    assert said(stretches, Mark.ADDED) == ["Noe helt annet kom til."]
    stretches = between(paragraphs("Det første.", "Noe helt annet var her."), paragraphs("Det første."))
    assert said(stretches, Mark.REMOVED) == ["Noe helt annet var her."]


def test_list_of_contents_is_no_part_of_the_text() -> None:
    assert between("<nav><ol><li>En</li></ol></nav><p>x</p>", "<nav><ol><li>To</li></ol></nav><p>x</p>") == ()


def test_other_direction_swaps_what_came_and_went() -> None:
    old, new = paragraphs("Vi lagrer navn.", "Slutt."), paragraphs("Vi lagrer navn og adresse.", "Slutt.")
    assert said(between(old, new), Mark.ADDED) == said(between(new, old), Mark.REMOVED)


@pytest.mark.parametrize("seed", [1, 2])
def test_nothing_is_lost_on_either_side(seed: int) -> None:
    chance = random.Random(seed)
    words = ["vi", "deg", "data", "aldri", "navn", "år", "slette", "med", "til"]
    old = [" ".join(chance.choices(words, k=chance.randint(1, 25))) for _ in range(40)]
    new = [text if chance.random() < 0.6 else " ".join(chance.choices(words, k=9)) for text in old]
    chance.shuffle(new)
    stretches = between(paragraphs(*old), paragraphs(*new))
    left = sorted(" ".join(said(stretches, Mark.SAME, Mark.REMOVED)).split())
    right = sorted(" ".join(said(stretches, Mark.SAME, Mark.ADDED)).split())
    assert left == sorted(" ".join(old).split())
    assert right == sorted(" ".join(new).split())


def test_long_policies_are_compared_within_a_second() -> None:
    """1 000 passages of 40 words, one word in ten passages changed, and one passage of 20 000 words rewritten."""
    chance = random.Random(3)
    words = [f"ord{number}" for number in range(400)]
    old = [" ".join(chance.choices(words, k=40)) for _ in range(1_000)]
    new = [text.replace("ord7 ", "ord8 ") if number % 10 == 0 else text for number, text in enumerate(old)]
    long = [" ".join(chance.choices(words, k=20_000)) for _ in range(2)]
    start = time.process_time()
    stretches = between(paragraphs(*old, long[0]), paragraphs(*new, long[1]))
    assert time.process_time() - start < 3
    assert said(stretches, Mark.REMOVED)
