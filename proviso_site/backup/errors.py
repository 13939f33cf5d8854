class BackupError(Exception):
    """The site cannot be backed up or restored; the message is a single line with the reason."""


class Interrupted(BackupError):
    """The process of a backup or of a drill was stopped before its end."""
