"""The models of every noun, imported for Django. Import a model from its noun."""

import newsletter.bounces.models
import newsletter.imports.models
import newsletter.issues.models
import newsletter.subscriptions.models
import newsletter.suppression.models
import newsletter.topics.models  # noqa: F401
