"""Typed frozen register: rows, parts and the whole, with parsing from JSON and serialization to JSON."""
