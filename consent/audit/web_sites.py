"""Which addresses belong to the same site."""

from urllib.parse import urlsplit


def is_same_site(url: str, other: str) -> bool:
    """Tell whether two web addresses have the same host and port, whether encrypted or not."""
    try:
        first, second = urlsplit(url), urlsplit(other)
        return (
            {first.scheme, second.scheme} <= {"http", "https"}
            and bool(first.hostname)
            and (first.hostname, first.port) == (second.hostname, second.port)
        )
    except ValueError:
        return False
