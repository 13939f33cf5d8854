"""What can go wrong here. Each docstring is the default message."""


class PrivacyError(Exception):
    """The register could not do what was asked."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or (type(self).__doc__ or "").strip())


class InvalidToken(PrivacyError):
    """The link is not one of ours, or a part of it is missing. Open the whole link from the mail."""


class ExpiredToken(PrivacyError):
    """The link is too old. Ask for a new one."""


class PersonalValueInJournal(PrivacyError):
    """The journal holds ids, counts, hashes and slugs only; pass one of those."""


class PublicationRefused(PrivacyError):
    """The draft cannot be published while a promise in it is broken, unproven or untranslated."""

    def __init__(self, reasons: list[str]) -> None:
        self.reasons = reasons
        super().__init__("; ".join(reasons))


class SeedError(PrivacyError):
    """The seed file cannot be read; see the line or key named and compare with proviso_site/seed/proviso.toml."""


class UnknownRule(PrivacyError):
    """No retention rule has this key; add it to the register."""


class NothingToApprove(PrivacyError):
    """Nobody waits for this answer any more: the rule or the run has changed since. Look at it again."""


class CannotAnonymise(PrivacyError):
    """The rule says to anonymise, and the model does not declare how; delete instead, or declare it."""


class NothingToHold(PrivacyError):
    """There is no such row to keep; check the model and the number."""


class UnrenderablePolicy(PrivacyError):
    """The policy calls for a table that no section has, or a section of it does not start with a heading."""


class BreachIncomplete(PrivacyError):
    """The breach lacks something that this step needs; see what is listed as missing and enter it first."""


class BreachClosed(PrivacyError):
    """Somebody has closed the breach meanwhile; its record stays as it is. Enter a new one for what comes after."""


class NotAnonymous(PrivacyError):
    """The table is not anonymous, so it is not shared; see the reasons."""

    def __init__(self, reasons: list[str]) -> None:
        self.reasons = reasons
        super().__init__("; ".join(reasons))


class NothingToStartFrom(PrivacyError):
    """The linter has no such text to start from; reload the page."""


class NothingPublished(PrivacyError):
    """No revision of the register is in force; run `manage.py seed_site`."""


class AnswerRefused(PrivacyError):
    """Answer only for a promise that no program can check, until a day within a year, and say what it rests on."""


class NoJournalKey(PrivacyError):
    """JOURNAL_KEY is not an Ed25519 key: set it, or JOURNAL_KEY_FILE, to 64 hexadecimal digits (32 random bytes)."""


class AlreadyThere(PrivacyError):
    """A file of this name with another content is there already, and nothing is overwritten."""


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


class UnknownLedgerKind(LedgerError):
    """The ledger has lines of a kind that this version does not know."""


class NotErasedAgain(LedgerError):
    """What the ledger says was ended is still there after it was done again."""


class NotSwitchedOn(PrivacyError):
    """The recipient cannot be switched on while something stands against it."""

    def __init__(self, reasons: list[str]) -> None:
        self.reasons = reasons
        super().__init__(" ".join(reasons))


class NothingToConfirm(PrivacyError):
    """Nobody has entered what the list says, so there is nothing to confirm; enter it first."""


class Unreadable(PrivacyError):
    """The page cannot be read: it is not public, not there, too large or too slow."""
