"""What can go wrong here. Each docstring is the default message."""

from privacy.errors import PrivacyError


class LedgerError(PrivacyError):
    """The ledger of erasures cannot be used."""


class LedgerBroken(LedgerError):
    """The ledger of erasures does not follow its own chain."""

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(f"Line {number} of the ledger does not follow the one before: bring back its second copy.")


class LedgerBehind(LedgerError):
    """The database knows lines that the ledger lacks: bring back its file, or rewrite it with --rewrite-ledger."""


class LedgerElsewhere(LedgerError):
    """The ledger knows erasures that this database does not: it was restored. Run `manage.py replay_erasures`."""


class NumbersUnknown(LedgerError):
    """Nobody knows which numbers of revisions were used: bring the ledger back, or run `manage.py replay_erasures`."""


class UnknownLedgerKind(LedgerError):
    """The ledger has lines of a kind that this version does not know."""


class NotErasedAgain(LedgerError):
    """What the ledger says was ended is still there after it was done again."""
