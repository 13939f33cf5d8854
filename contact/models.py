"""Every noun's models, so that Django finds them. Import a model from its noun."""

import contact.messages.models  # noqa: F401
