"""The frozen register in types: its rows and parts, and the whole, parsed from JSON and serialized to it."""
