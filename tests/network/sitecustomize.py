"""Put on every Python process of the tests: no call leaves this machine.

A connection or a look-up beyond loopback is written to the file that ACCORD_TEST_CALLS names, and
refused.
"""

import os
import socket
import sys

_LOOPBACK = ("127.", "::1", "localhost", "0.0.0.0")
_LOOK_UPS = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}
_CALLS = {"socket.connect", "socket.sendto", "socket.sendmsg"}


def _stays(host: object) -> bool:
    text = host.decode() if isinstance(host, bytes) else host
    # "" and None stand for this machine, as its own name does
    return not text or str(text).startswith(_LOOPBACK) or text == _OWN_NAME


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if event in _LOOK_UPS:
        host = arguments[0]
    elif event in _CALLS and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    else:
        return
    if _stays(host):
        return
    # every process of the tests begins with this file: it imports no more than it must
    with open(os.environ["ACCORD_TEST_CALLS"], "a", encoding="utf-8") as calls:  # noqa: PTH123
        calls.write(f"{event} {host} by {' '.join(sys.argv)}\n")
    raise PermissionError(f"{event}: {host}: nothing leaves this machine")


if "ACCORD_TEST_CALLS" in os.environ:
    _OWN_NAME = socket.gethostname()
    sys.addaudithook(_watch)
