"""Errors of the settings of languages and countries. Each docstring is the default message."""

from privacy.errors import PrivacyError


class UnknownLanguage(PrivacyError):
    """A language of the site has no data file; docs/contributing/add-a-language.md says how to add one."""
