"""Where each process connects, as files: `<process>_amqp_url` and `<process>_mongodb_url`, one address in each.

The same files are mounted into the processes (as AMQP_URL_FILE, MONGODB_URL_FILE) and read here to make the accounts,
so that a password is written down in one place only.

Each process has two possible names on a server, its own and a second one, so that a new password can come into use
while the old one still opens: see `infra.rotate`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from infra.process_names import PROCESSES
from shared.contracts.errors import SettingsError
from shared.security.secret_files import secret_in

SERVERS = ("amqp", "mongodb")
SECOND = ".second"
"""Ends the second name of a process."""
SCALING = "scaling"
"""Who asks the broker how long the queues are and starts replicas by that; no process of Coulisse."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """An account on one server; the password appears in no representation."""

    user: str
    password: str = field(repr=False)


def names_of(process: str) -> tuple[str, str]:
    """Both names that a process may have on a server."""
    return process, f"{process}{SECOND}"


def first_accounts(passwords: Mapping[str, str]) -> dict[str, Credentials]:
    """Accounts under the processes' own names, from passwords by process."""
    return {process: Credentials(process, password) for process, password in passwords.items()}


def accounts_in(folder: Path, server: str) -> dict[str, Credentials]:
    """The account of every process on one server (`amqp` or `mongodb`), by process.

    Raises SettingsError when a file is missing or names another user than its process.
    """
    return {
        process: _account(address_file(folder, process, server), names_of(process)) for process in PROCESSES
    }


def scaling_account(folder: Path) -> Credentials | None:
    """Who may look at the queues, from the address in `scaling_url`; None where replicas follow nothing.

    Raises SettingsError when the address names another user, or no password.
    """
    file = folder / f"{SCALING}_url"
    if not file.exists():
        return None
    return _account(file, (SCALING,))


def address_file(folder: Path, process: str, server: str) -> Path:
    """Where the address lies at which a process reaches a server."""
    return folder / f"{process}_{server}_url"


def _account(file: Path, names: tuple[str, ...]) -> Credentials:
    parts = urlsplit(secret_in(str(file), "COULISSE_ACCOUNTS_DIR"))
    user = unquote(parts.username or "")
    if user not in names or not parts.password:
        either = "".join(f" (or {name})" for name in names[1:])
        raise SettingsError(f"the address in {file} must name the user {names[0]}{either} and a password")
    return Credentials(user, unquote(parts.password))
