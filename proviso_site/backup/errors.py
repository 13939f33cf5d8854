class BackupError(Exception):
    """The site cannot be backed up or restored; the message is a single line with the reason."""
