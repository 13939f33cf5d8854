"""The models of every noun, imported for Django. Import a model from its noun."""

import contact.ebooks.models
import contact.messages.models
import contact.trials.models  # noqa: F401
