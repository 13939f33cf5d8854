"""Every noun's models, so that Django finds them. Import a model from its noun."""

import dsar.cases.models
import dsar.copies.models  # noqa: F401
