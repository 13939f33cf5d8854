"""Reads: what is on offer under the register in force, and the words it is asked in."""
