"""The steps of `make run` before the site starts: migrate, collect static files, seed, and create a staff login.

All steps may be repeated.
"""

import hashlib
import os
import sys
from datetime import datetime
from operator import itemgetter
from pathlib import Path

import django
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone
from django.utils.module_loading import import_string

from privacy.conf import privacy_settings

STAFF_EMAIL = "staff@example.com"
PASSWORD_FILE = "staff.password"  # noqa: S105 - the name of a file
FINGERPRINT = "static.fingerprint"


def prepare(var: Path) -> None:
    """Bring database and files up to date; print each step."""
    _say("Migrating the database")
    call_command("migrate", interactive=False, verbosity=0)
    collect_static(var / FINGERPRINT)
    _say("Loading the register")
    load_seed(seed_file(var, timezone.now()))
    ensure_staff(var)


def seed_file(var: Path, now: datetime) -> Path:
    """Return the seed for an empty register; development writes one with stand-ins into ``var``."""
    if settings.SEED_MAKER:
        _say("Local stand-ins play the vendors: ids and transfers are invented, no other host is asked")
        written: Path = import_string(settings.SEED_MAKER)(var, timezone.localdate(now))
        return written
    return Path(privacy_settings().seed_file)


def load_seed(file: Path | None = None) -> None:
    """Load a seed, or else that of the settings, into an empty register.

    Another company's seed may be incomplete, for staff to complete.
    """
    from privacy.management.commands.seed_site import AlreadyBegun, NotPublished  # noqa: PLC0415 - needs Django set up

    file = file or Path(privacy_settings().seed_file)
    try:
        with Path(os.devnull).open("w") as nowhere:
            call_command("seed_site", file, if_empty=True, stdout=nowhere)  # changes by staff are kept
    except NotPublished as refusal:
        if file == Path(privacy_settings().our_seed) and not isinstance(refusal, AlreadyBegun):
            raise
        _say("Nothing is published yet; /admin/privacy/revision/publish/ says what is missing")


def collect_static(done: Path) -> None:
    """Hash and compress the static files, unless the fingerprint in the file ``done`` is that of these files."""
    # The comparison saves several seconds of every start.
    from django.contrib.staticfiles.finders import get_finders  # noqa: PLC0415 - needs Django set up

    fingerprint = hashlib.sha256(str(settings.STATIC_ROOT).encode())
    for finder in get_finders():
        for path, storage in sorted(finder.list([]), key=itemgetter(0)):
            status = Path(storage.path(path)).stat()
            fingerprint.update(f"{path} {status.st_size} {status.st_mtime_ns}\n".encode())
    is_there = (Path(settings.STATIC_ROOT) / "staticfiles.json").exists()
    if is_there and done.exists() and done.read_text() == fingerprint.hexdigest():
        return
    _say("Collecting static files")
    call_command("collectstatic", interactive=False, verbosity=0)
    done.write_text(fingerprint.hexdigest())


def ensure_staff(var: Path) -> None:
    """Create the staff login if needed; its random password is stored in ``var``."""
    from django.contrib.auth.models import User  # noqa: PLC0415 - needs Django set up

    from proviso_site.embedded.secrets import remember  # noqa: PLC0415

    is_new_password = not (var / PASSWORD_FILE).exists()
    password = remember(var / PASSWORD_FILE)
    user, is_new = User.objects.get_or_create(
        username=STAFF_EMAIL, defaults={"email": STAFF_EMAIL, "is_staff": True, "is_superuser": True}
    )
    if is_new or is_new_password:
        user.set_password(password)
        user.save(update_fields=["password"])


def _say(step: str) -> None:
    print(step, flush=True)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "proviso_site.settings.development")
    django.setup()
    try:
        prepare(Path(sys.argv[1]))
    except CommandError as error:
        sys.exit(" ".join(str(error).split()))
