"""The seed's register in the database, for a test that is not about loading."""

from datetime import datetime

from django.conf import settings

from privacy.register import operations as register
from tests.factories.copies import copied


def load_seed(*, now: datetime) -> None:
    """Load the seed of the settings; a copy of it after the first time."""
    file = settings.SEED_FILE
    copied(f"seed {file} {now}", lambda: register.load_seed(seed=register.read_seed(file), now=now))
