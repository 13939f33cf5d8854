"""Every noun's models, so that Django finds them. Import a model from its noun."""

import consent.audit.models
import consent.choices.models
import consent.gate.models
import consent.interests.models
import consent.services.models  # noqa: F401
