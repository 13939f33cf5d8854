"""Where lines of the log go, who may write them, and when their files end."""

from pathlib import Path
from typing import Any

from proviso_site.settings.environment import env
from proviso_site.settings.places import VAR

LOG_LEVEL = env.str("LOG_LEVEL", default="INFO")
# Log files end after so many days, or sooner if the register says so (rule "site.log").
LOG_DAYS = env.int("LOG_DAYS", default=30)
LOG_MOST_BYTES = env.int("LOG_MOST_BYTES", default=500_000_000)  # of all log files; the oldest are deleted earlier
LOG_FOLDER = Path(env.str("LOG_FOLDER", default="") or VAR / "log")
# Where the console is kept by somebody else, lines about requests go to this file instead, which ends on time.
LOG_FILE = env.str("LOG_FILE", default="")
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "harmless": {"()": "proviso_site.logs.records.HarmlessRecords"},
        # A flood of requests must not fill the disk before log files are looked at again.
        "bounded": {"()": "proviso_site.logs.records.BoundedRate", "a_second": 100, "at_once": 2000},
    },
    "formatters": {
        "line": {
            "()": "proviso_site.logs.records.HarmlessFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["harmless", "bounded"]}
    },
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        # Django's own handlers would write beside ours.
        "django": {"handlers": [], "level": LOG_LEVEL, "propagate": True},
        # Scanners that name another host are no error of ours.
        "django.security.DisallowedHost": {"handlers": [], "level": "CRITICAL", "propagate": False},
        "django.server": {"handlers": [], "level": LOG_LEVEL, "propagate": True},
        # A line per tick and task tells nothing, and could show what a task returned.
        "celery.beat": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
        "celery.app.trace": {"level": "WARNING"},
        # These set their own handlers, whose lines nobody would clean; the web server's access log repeats ours.
        "_granian": {"handlers": [], "level": LOG_LEVEL, "propagate": True},
        "granian.access": {"handlers": [], "level": "CRITICAL", "propagate": False},
        "multiprocessing": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "py.warnings": {"handlers": [], "level": "WARNING", "propagate": True},
        # It would write names and addresses.
        "axes": {"handlers": [], "level": "CRITICAL", "propagate": False},
    },
}
if LOG_FILE:
    LOGGING["handlers"]["requests"] = {
        "class": "logging.FileHandler",
        "filename": str(LOG_FOLDER / f"{LOG_FILE}.log"),
        "delay": True,
        "formatter": "line",
        "filters": ["harmless", "bounded"],
    }
    LOGGING["loggers"]["proviso_site.access"] = {"handlers": ["requests"], "level": LOG_LEVEL, "propagate": False}
