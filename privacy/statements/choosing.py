"""Which text of each statement is published; a preview shows the same."""

from collections.abc import Container
from dataclasses import replace

from privacy.frozen.register import Register
from privacy.frozen.rows import LEFT_OUT, OTHERWISE, PROMISED, Statement
from privacy.statements import notice


def settled(register: Register, proven: Container[str]) -> Register:
    """Return the register with a text chosen for every statement. ``proven`` has the promises that are kept."""
    return register.with_statements(
        tuple(replace(one, published=choose(one, register, proven)) for one in register.statements)
    )


def choose(statement: Statement, register: Register, proven: Container[str]) -> str:
    """Return which text of a statement is published.

    The promise where it is proven and its conditions hold; otherwise the honest other text. One without another text is
    left out where a condition does not hold. Where only the proof is missing it keeps its own text, so that staff see
    what they wrote: such a draft is never published (``publishing.objections``).
    """
    is_met = not notice.unmet(statement, register)
    if is_met and all(name in proven for name in statement.promises):
        return PROMISED
    if statement.otherwise:
        return OTHERWISE
    return PROMISED if is_met else LEFT_OUT
