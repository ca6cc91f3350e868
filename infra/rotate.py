"""`python3 -m infra.rotate FOLDER`: new passwords for every process, without a pause.

FOLDER holds addresses as `infra.accounts` describes them. Three steps, in this order:

1. `python3 -m infra.rotate FOLDER` writes new addresses into the files: each process under its other name (`intake`,
   `intake.second`) with a new password. Nothing reads them yet.
2. `python -m infra.apply` makes those accounts beside the old ones; then the processes are started anew, one after the
   other. gunicorn does that by itself on SIGHUP, a request at a time.
3. `python -m infra.apply --retire` deletes the old accounts and closes what is still connected under them.

A file is written in place, since a container sees the file that was mounted, not its name.
"""

import secrets
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

from infra.accounts import SERVERS, address_file, names_of
from infra.process_names import PROCESSES
from shared.contracts.errors import SettingsError
from shared.security.secret_files import secret_in


def rotate(folder: Path) -> None:
    """Write a new address into every file. Raises SettingsError when one is unreadable, before any is written."""
    files = {address_file(folder, process, server): process for process in PROCESSES for server in SERVERS}
    renewed = {file: _renewed(secret_in(str(file), str(file)), process) for file, process in files.items()}
    for file, address in renewed.items():
        mode = file.stat().st_mode
        file.chmod(0o600)
        file.write_text(f"{address}\n", encoding="utf-8")
        file.chmod(mode)


def _renewed(address: str, process: str) -> str:
    parts = urlsplit(address)
    own, second = names_of(process)
    user = second if unquote(parts.username or "") == own else own
    hosts = parts.netloc.rpartition("@")[2]
    netloc = f"{user}:{secrets.token_urlsafe(32)}@{hosts}"
    return urlunsplit((parts.scheme, netloc, parts.path, parts.query, parts.fragment))


def main(arguments: list[str]) -> int:
    """Exit status 0, or 2 with the reason."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python3 -m infra.rotate FOLDER\n")
        return 2
    try:
        rotate(Path(arguments[0]))
    except (SettingsError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(
        "new addresses are written: apply them, restart the processes, then apply with --retire\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
