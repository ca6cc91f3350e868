"""`python3 -m infra.containers.make_secrets [FOLDER]`: makes the secrets that docker-compose.yml mounts.

Needs nothing but Python; run it from the root of the clone. What exists already is left alone, so that running it again
makes only what is missing. The folder (`secrets`, unless named) is readable by its owner only; the files in it are
readable by whoever they are mounted to, since a container's user has no account on the host.
"""

import base64
import secrets
import sys
from dataclasses import dataclass
from pathlib import Path

from infra.process_names import PROCESSES

ADMINISTRATOR = "coulisse-admin"


@dataclass(frozen=True, slots=True)
class Servers:
    """Where broker and database are reached: addresses in which `{account}` stands for a name and its password."""

    amqp: str
    management: str
    mongodb: str


ONE_HOST = Servers(
    amqp="amqp://{account}@rabbitmq:5672/coulisse",
    management="http://{account}@rabbitmq:15672",
    mongodb="mongodb://{account}@mongodb:27017/?replicaSet=coulisse&authSource=admin",
)


def main(folder: Path, servers: Servers = ONE_HOST) -> int:
    """Exit status 0, having said what was made."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    made = [name for name, text in _texts(folder, servers).items() if _write(folder / name, text)]
    sys.stdout.write(f"made {', '.join(made)}\n" if made else "nothing to make: every secret is there\n")
    return 0


def _texts(folder: Path, servers: Servers) -> dict[str, str]:
    broker, database = (
        _password(folder / "rabbitmq_administrator.conf"),
        _password(folder / "mongodb_admin_url"),
    )
    texts = {
        "master_key": base64.b64encode(secrets.token_bytes(32)).decode(),
        "mongodb_keyfile": base64.b64encode(secrets.token_bytes(96)).decode(),
        "rabbitmq_administrator.conf": f"default_user = {ADMINISTRATOR}\ndefault_pass = {broker}",
        "amqp_admin_url": _address(servers.amqp, ADMINISTRATOR, broker),
        "rabbitmq_management_url": _address(servers.management, ADMINISTRATOR, broker),
        "mongodb_admin_url": _address(servers.mongodb, ADMINISTRATOR, database),
    }
    for process in PROCESSES:
        texts[f"{process}_amqp_url"] = _address(servers.amqp, process, _new())
        texts[f"{process}_mongodb_url"] = _address(servers.mongodb, process, _new())
    return texts


def _address(server: str, user: str, password: str) -> str:
    return server.format(account=f"{user}:{password}")


def _password(kept: Path) -> str:
    """An administrator's password stands in several files: an older one is taken over."""
    if not kept.exists():
        return _new()
    text = kept.read_text(encoding="utf-8")
    if kept.suffix == ".conf":
        return text.rpartition("default_pass = ")[2].strip()
    return text.partition(f"{ADMINISTRATOR}:")[2].partition("@")[0]


def _new() -> str:
    return secrets.token_urlsafe(32)


def _write(file: Path, text: str) -> bool:
    if file.exists():
        return False
    file.touch(mode=0o600)
    file.write_text(f"{text}\n", encoding="utf-8")
    file.chmod(0o444)
    return True


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "secrets")))
