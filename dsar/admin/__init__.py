"""The desk where case workers handle requests."""

from dsar.admin import cases

__all__ = ["cases"]
