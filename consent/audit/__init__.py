"""The audit: a real browser visits the site in each state of consent, and what it finds is held against the register.

Nothing here knows the database: ``consent.audit.operations`` runs it and stores what it found.
"""
