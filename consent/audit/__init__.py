"""The audit: a real browser visits the site in each state of consent and is compared with the register.

Only ``consent.audit.operations`` starts an audit and stores its result.
"""
