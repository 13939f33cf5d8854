"""Data that nobody declared: columns made behind the models' back, and fields that we conclude."""

from dataclasses import replace

from django.db import connection

from contact.messages.models import Message
from privacy.inventory import declarations
from privacy.inventory.declarations import inferred
from tests.registries import ReplaceEntries


def behind_our_back(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def conclude(replace_entries: ReplaceEntries, field: str, *, in_copy: bool = True) -> None:
    """Let a field of a message be something that we concluded."""
    data = declarations.personal_data(Message)
    concluded = replace(inferred("?"), in_copy=in_copy)
    known = dict(declarations.models)
    known[Message] = replace(data, fields={**data.fields, field: concluded})
    replace_entries(declarations.models, known)
