"""`python -m proviso_site`: what `make run` calls."""

import signal
import sys

# Ctrl-C while the rest is being imported ends quietly.
signal.signal(signal.SIGINT, signal.SIG_DFL)

from proviso_site.run import main  # noqa: E402

sys.exit(main())
