"""The models of every noun, imported for Django. Import a model from its noun."""

import contact.messages.models  # noqa: F401
