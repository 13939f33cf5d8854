class EmbeddedError(Exception):
    """An embedded service could not be started; the message says what to do, in one line."""
