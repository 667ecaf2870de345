"""Who is sweeping: a name under which claims and half-written files are kept, and whether its process still lives."""

from __future__ import annotations

import os
import socket
import uuid

__all__ = ["is_dead", "new_owner"]


def new_owner() -> str:
    """``<host>:<process id>:<random>``, unique to one store object of one process."""
    return f"{socket.gethostname().replace(':', '-')}:{os.getpid()}:{uuid.uuid4().hex}"


def is_dead(owner: str) -> bool:
    """Whether the owner's process certainly no longer exists: it ran on this machine, and its number is free.

    >>> is_dead(new_owner()), is_dead("another.machine:1:0")
    (False, False)
    """
    host, _, rest = owner.partition(":")
    process = rest.partition(":")[0]
    if host != socket.gethostname().replace(":", "-") or not process.isdigit():
        return False
    try:
        os.kill(int(process), 0)
    except (ProcessLookupError, OverflowError):
        return True
    except OSError:  # it exists, and belongs to somebody else
        return False
    return False
