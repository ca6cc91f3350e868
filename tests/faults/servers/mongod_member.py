"""One member of a replica set on loopback, with data, log and port of its own."""

from pathlib import Path

from infra.local.database import PrivateDatabase
from infra.local.files import own_folder, turns
from infra.local.secret_file import SecretFile

CACHE_GIGABYTES = 0.25
"""mongod's least."""


class MongodMember(PrivateDatabase):
    """Starts without waiting to become primary: which member is, the set decides.

    folder: the member's own; together: where the passwords and the key lie that all members share.
    """

    def __init__(self, folder: Path, together: Path) -> None:
        super().__init__(folder, CACHE_GIGABYTES)
        self._secrets = SecretFile(together)

    @property
    def address(self) -> str:
        """Host and port, as the set's configuration names it."""
        return f"127.0.0.1:{self._ports.keep('mongodb')}"

    def start(self) -> None:
        """Returns when it accepts connections. Raises LocalStackError when it does not come up."""
        own_folder(self._folder)
        with turns(self._folder / "turn.lock"):
            if not self.pids:
                self._end()
                self._launch()
