"""Every noun's models, so that Django finds them. Import a model from its noun."""

import newsletter.issues.models
import newsletter.subscriptions.models  # noqa: F401
