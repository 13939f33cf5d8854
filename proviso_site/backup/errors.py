class BackupError(Exception):
    """It cannot be backed up or restored; the message is the one line that says why."""
