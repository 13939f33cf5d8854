"""`python -m proviso_site`, the program behind `make run`."""

import signal
import sys

# Without this, Ctrl-C during the imports below prints a traceback.
signal.signal(signal.SIGINT, signal.SIG_DFL)

from proviso_site.run import main  # noqa: E402

sys.exit(main())
