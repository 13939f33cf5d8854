"""The hash of staff passwords."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class StaffArgon2(Argon2PasswordHasher):
    """Argon2id with 9 MiB, 4 rounds and 1 lane, one of the settings that OWASP recommends as equally strong.

    It takes about a twentieth of the processor time of Django's PBKDF2 and runs without the interpreter's lock, so
    that logins at the same time do not hold up the other pages of a process.
    """

    time_cost = 4
    memory_cost = 9 * 1024  # KiB
    parallelism = 1
