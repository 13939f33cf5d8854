"""What can go wrong here. Each docstring is the default message."""

from privacy.errors import PrivacyError


class AnswerRefused(PrivacyError):
    """Answer only for a promise that no program can check, until a day within a year, and say what it rests on."""
