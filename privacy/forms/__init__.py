"""The forms of the administration."""
