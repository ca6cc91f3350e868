"""Ports chosen once and kept, so that several clones run side by side."""

import json
import os
import random
import socket
from functools import partial
from pathlib import Path

from infra.local.errors import LocalStackError
from infra.local.files import turns, write_private
from infra.local.waiting import wait_until

# Below the ports that Linux hands to outgoing connections, which could take one of ours while we are stopped.
_RANGE = range(20_000, 32_000)
_BURIAL_SECONDS = 3


class Ports:
    """The ports of one folder, kept in its state.json."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "state.json"
        self._lock = folder / "state.lock"

    def known(self) -> dict[str, int]:
        """All ports chosen so far, by name."""
        if not self._file.exists():
            return {}
        ports: dict[str, int] = json.loads(self._file.read_text())["ports"]
        return ports

    def keep(self, name: str, preferred: int | None = None) -> int:
        """The port of that name: the kept one, at first the preferred one if free, else a free one."""
        with turns(self._lock):
            known = self.known()
            if name in known:
                return known[name]
            if preferred is None or not is_free(preferred):
                preferred = _free_port(set(known.values()))
            self._write({**known, name: preferred})
            return preferred

    def renew_if_taken(self, *names: str) -> None:
        """Gives new ports where somebody else took ours meanwhile. Only while our server is stopped."""
        with turns(self._lock):
            known = self.known()
            for name in names:
                # A killed server of ours holds its port until the kernel has buried its last thread.
                if name in known and not wait_until(partial(is_free, known[name]), _BURIAL_SECONDS):
                    known[name] = _free_port(set(known.values()))
            self._write(known)

    def _write(self, ports: dict[str, int]) -> None:
        write_private(self._file, json.dumps({"ports": ports}, indent=2) + "\n")


def is_free(port: int) -> bool:
    """Whether a server could listen there on loopback now."""
    with socket.socket() as probe:
        # As servers do, so that connections of the last run that linger in TIME_WAIT do not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def answers(port: int) -> bool:
    """Whether something accepts connections there on loopback."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def listens(pid: int, port: int) -> bool:
    """Whether this very process (and no stranger) holds the listening socket of that port on loopback.

    /proc/net/tcp (proc(5)): local address in hexadecimal, state 0A is LISTEN, the tenth field is the socket's inode.
    """
    rows = (line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:])
    inodes = {
        f"socket:[{row[9]}]" for row in rows if row[3] == "0A" and int(row[1].split(":")[1], 16) == port
    }
    try:
        return any(os.readlink(link) in inodes for link in Path(f"/proc/{pid}/fd").iterdir())
    except OSError:
        return False  # it has ended, or closed a file under our eyes: the next look tells


def _free_port(taken: set[int]) -> int:
    for port in random.sample(_RANGE, len(_RANGE)):
        if port not in taken and is_free(port):
            return port
    raise LocalStackError(f"No free port between {_RANGE.start} and {_RANGE.stop}.")
