"""Template filter for the readable page of a personal data export."""

from django import template

from dsar.cases.copies.tables import readable_rows

register = template.Library()
register.filter(readable_rows)
