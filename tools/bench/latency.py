"""How long single requests take, one at a time, from a process of its own, until its standard input is closed.

Run as a script with the standard library only: ``latency.py PORT HOST REQUESTS_A_SECOND``; prints the milliseconds of
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
    """Ask for a page and give a consent in turns; return how long each took."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
    heads = {"Host": host, "X-Forwarded-Proto": "https", "Accept": "text/html"}
    form = heads | {"Content-Type": "application/x-www-form-urlencoded"}
    took: dict[str, list[float]] = {"page": [], "consent": []}
    # Twice at the least: on a slow machine what is watched may be over before this has started.
    while len(took["page"]) < FEWEST or not select.select([sys.stdin], [], [], 1 / rate)[0]:
        for name, method, path, body, head in (
            ("page", "GET", "/", None, heads),
            ("consent", "POST", "/samtykke/", BODY, form),
        ):
            began = time.perf_counter()
            line.request(method, path, body, head)
            line.getresponse().read()
            took[name].append((time.perf_counter() - began) * 1000)
    return took


if __name__ == "__main__":
    port, host, rate = sys.argv[1:]
    print(json.dumps(watch(int(port), host, float(rate))))
