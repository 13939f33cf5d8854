"""Every noun's models, so that Django finds them. Import a model from its noun."""

import proviso_site.accounts.models
import proviso_site.content.models  # noqa: F401
