"""The probes of slipcover stay in the code that they measure: `make test` loads this before any code of ours.

On Python 3.11 slipcover takes a probe out once its line ran fifty times. To find what refers to the code it looks
through every module and class, which takes a third of a second, again and again; to leave a probe in costs 20
nanoseconds a line.
"""

import sys

_NEVER = 2**31 - 1


def keep_probes() -> None:
    """Let the coverage of this worker of pytest-xdist take no probe out."""
    plugin = sys.modules.get("slipcover.pytest_plugin")
    measuring = getattr(plugin, "_slipcover_instance", None)
    if measuring is not None:
        measuring.d_miss_threshold = _NEVER


keep_probes()
