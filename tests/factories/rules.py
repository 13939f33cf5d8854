"""The retention rules of the seed, without the rest of the register."""

from django.conf import settings

from privacy.register.operations import load_rows, read_seed
from privacy.register.purposes.models import Purpose
from privacy.retention.models import RetentionRule
from tests.factories.copies import copied
from tests.factories.privacy import approve

SEED = settings.BASE_DIR / "proviso_site" / "seed" / "proviso.toml"


def load_rules() -> None:
    """Create the purposes and the retention rules as the seed has them."""
    copied("rules", _load)


def _load() -> None:
    seed = read_seed(SEED)
    load_rows(Purpose, seed["purposes"])
    load_rows(RetentionRule, seed["retention_rules"], refer={"purpose": Purpose})
    for rule in RetentionRule.objects.all():
        approve(rule)
