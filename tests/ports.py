"""A port for a server that a test begins."""

import secrets
import socket

BEGIN, END = 20_000, 30_000
"""Below the range from which Linux takes ports for connections: none of those can take it before the server does."""


def free_port() -> int:
    """One on which nobody listens."""
    for _ in range(100):
        port = BEGIN + secrets.randbelow(END - BEGIN)
        with socket.socket() as free:
            try:
                free.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError(f"No free port was found from {BEGIN} to {END}.")
