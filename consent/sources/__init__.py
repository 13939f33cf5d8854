"""The static check of our own sources: what they store in a browser, and which other hosts they ask, is declared.

It reads text and runs nothing, so it is no proof; the audit with a browser (``consent.audit``) looks at what happens.
``docs/declared-sources.md`` says what it cannot see.
"""
