"""Time single requests until standard input is closed.

A script that uses the standard library only: ``latency.py PORT HOST REQUESTS_A_SECOND``; prints the milliseconds of
every request as JSON.
"""

import http.client
import json
import select
import sys
import time

BODY = "choice=all&surface=banner"
TIMEOUT = 20
FEWEST = 2


def watch(port: int, host: str, rate: float) -> dict[str, list[float]]:
    """Request a page and post a consent in turns; return the milliseconds of each request."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
    heads = {"Host": host, "X-Forwarded-Proto": "https", "Accept": "text/html"}
    form = heads | {"Content-Type": "application/x-www-form-urlencoded"}
    times: dict[str, list[float]] = {"page": [], "consent": []}
    # On a slow machine the deletion may be over before this process has started: two of each at least.
    while len(times["page"]) < FEWEST or not select.select([sys.stdin], [], [], 1 / rate)[0]:
        for name, method, path, body, head in (
            ("page", "GET", "/", None, heads),
            ("consent", "POST", "/samtykke/", BODY, form),
        ):
            began = time.perf_counter()
            connection.request(method, path, body, head)
            connection.getresponse().read()
            times[name].append((time.perf_counter() - began) * 1000)
    return times


if __name__ == "__main__":
    port, host, rate = sys.argv[1:]
    print(json.dumps(watch(int(port), host, float(rate))))
