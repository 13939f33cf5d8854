"""Local stand-ins of the vendors, so that `make run` shows the question and what an answer does. Development only.

The vendors' adapters run as in production; the script that each asks for comes from this site instead and stores what
the register declares. Pages may reach no other host.
"""
