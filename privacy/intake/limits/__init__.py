"""Limits of what public forms can set off: mails per sender and in total, and posts per sender."""
