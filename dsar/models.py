"""Import the models of every noun, so that Django finds them."""

import dsar.cases.models
import dsar.copies.models  # noqa: F401
