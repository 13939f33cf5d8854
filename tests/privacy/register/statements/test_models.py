from privacy.register.statements.models import Statement


def test_statement_begins_with_its_words_and_without_its_marks() -> None:
    text = "## Hvem\n\n**{name}** svarer på [Mine data](/mine-data/).\n\n{table:purposes}"
    assert str(Statement(key="who", text={"nb": text})) == "Hvem … svarer på Mine data."


def test_statement_without_a_text_has_its_key() -> None:
    assert str(Statement(key="who", text={})) == "who"
