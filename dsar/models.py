"""Import the models of every noun, so that Django finds them."""

import dsar.cases.models
import dsar.cases.pauses
import dsar.copies.models
import dsar.corrections.models
import dsar.erasures.models
import dsar.letters.models
import dsar.proofs.models  # noqa: F401
