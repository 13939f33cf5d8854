"""Choice of the published text of each statement, for publications and previews."""

from collections.abc import Container
from dataclasses import replace

from privacy.register.frozen.register import Register
from privacy.register.frozen.rows import LEFT_OUT, OTHERWISE, PROMISED, Statement
from privacy.register.statements import notice


def settled(register: Register, proven: Container[str]) -> Register:
    """Return the register with a chosen text for every statement, and every promising sentence of the site.

    ``proven`` are the ids of the kept promises.
    """
    return register.with_statements(
        tuple(replace(statement, published=choose(statement, register, proven)) for statement in register.statements),
        tuple(
            replace(sentence, published=choose_on_site(sentence, register, proven)) for sentence in register.sentences
        ),
    )


def choose(statement: Statement, register: Register, proven: Container[str]) -> str:
    """Return the text of a statement to publish: ``PROMISED``, ``OTHERWISE`` or ``LEFT_OUT``.

    ``PROMISED`` requires that all conditions are met and all promises proven; if not, the alternative is published. A
    statement without an alternative is left out if a condition is not met, and is ``PROMISED`` if only a proof is
    missing.
    """
    is_met = not notice.unmet(statement, register)
    if is_met and all(name in proven for name in statement.promises):
        return PROMISED
    if statement.otherwise:
        return OTHERWISE
    # Staff still see their text if only a proof is missing; ``publishing.objections`` refuses to publish such a draft.
    return PROMISED if is_met else LEFT_OUT


def choose_on_site(sentence: Statement, register: Register, proven: Container[str]) -> str:
    """Return the text of a sentence of the site to show: an unproven one without an alternative is left out."""
    chosen = choose(sentence, register, proven)
    is_proven = all(name in proven for name in sentence.promises)
    return LEFT_OUT if chosen == PROMISED and not is_proven else chosen
