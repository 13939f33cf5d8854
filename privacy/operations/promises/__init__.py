"""The promises: asking each check, storing what it says, switching off who breaks one, telling staff."""

from privacy.operations.promises.alarming import raise_alarm
from privacy.operations.promises.answering import answer
from privacy.operations.promises.checking import check, forget_old, record
from privacy.operations.promises.halting import halt, halt_red_vendors
from privacy.operations.promises.judging import Result, judge, unproven

__all__ = [
    "Result",
    "answer",
    "check",
    "forget_old",
    "halt",
    "halt_red_vendors",
    "judge",
    "raise_alarm",
    "record",
    "unproven",
]
