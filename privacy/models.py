"""Every noun's models, so that Django finds them. Import a model from its noun."""

import privacy.breaches.models
import privacy.erasure.models
import privacy.inbound.models
import privacy.journal.models
import privacy.letters.models
import privacy.notices.models
import privacy.policy.models
import privacy.recipients.models
import privacy.register.models
import privacy.register.promises.models
import privacy.register.purposes.models
import privacy.register.statements.models
import privacy.restriction.models
import privacy.retention.models
import privacy.retention.removal.models
import privacy.runs.models
import privacy.signed_heads.models
import privacy.staff.models
import privacy.staff_news.models
import privacy.statistics.models
import privacy.verdicts.models  # noqa: F401
