"""Where each process connects, as files: `<process>_amqp_url` and `<process>_mongodb_url`, one address in each.

The same files are mounted into the processes (as AMQP_URL_FILE, MONGODB_URL_FILE) and read here to make the accounts,
so that a password is written down in one place only.
"""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from infra.process_names import PROCESSES
from shared.contracts.errors import SettingsError


def passwords(folder: Path, server: str) -> dict[str, str]:
    """The password of every process on one server (`amqp` or `mongodb`), by process.

    Raises SettingsError when a file is missing or names another user than its process.
    """
    return {process: _password(folder / f"{process}_{server}_url", process) for process in PROCESSES}


def _password(file: Path, process: str) -> str:
    try:
        parts = urlsplit(file.read_text(encoding="utf-8").strip())
    except (OSError, ValueError) as unreadable:
        raise SettingsError(f"cannot read the address in {file}") from unreadable
    if unquote(parts.username or "") != process or not parts.password:
        raise SettingsError(f"the address in {file} must name the user {process} and a password")
    return unquote(parts.password)
