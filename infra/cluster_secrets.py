"""`python3 -m infra.cluster_secrets local|production FOLDER`: the secrets that an overlay of k8s/ names.

Needs nothing but Python; run it from the root of the clone. FOLDER is filled as `infra.containers.make_secrets` does
it, with the addresses of that overlay's broker and database, and gets a file `secrets.json` for `kubectl apply -f`.
What is there already is left alone: after `infra.rotate FOLDER`, or `infra.master_key FOLDER/master_key ...`, the same
command writes the new texts into `secrets.json`.
"""

import base64
import json
import secrets
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from infra.accounts import SCALING
from infra.containers import make_secrets
from infra.containers.make_secrets import ADMINISTRATOR, ONE_HOST, Servers
from infra.process_names import PROCESSES

AUTHORITY = "/run/authority/ca.crt"
"""Where pods of the production overlay find the certificate that they trust."""
NAMESPACE = "coulisse"
_MEMBERS = ",".join(
    f"mongodb-{number}.mongodb-svc.{NAMESPACE}.svc.cluster.local:27017" for number in range(3)
)


@dataclass(frozen=True, slots=True)
class Overlay:
    """servers: addresses; scaling: whether replicas follow the queues, which asks the broker."""

    servers: Servers
    scaling: bool


OVERLAYS: Mapping[str, Overlay] = {
    "local": Overlay(ONE_HOST, scaling=False),
    "production": Overlay(
        Servers(
            amqp=f"amqps://{{account}}@rabbitmq:5671/coulisse?cacertfile={AUTHORITY}",
            management=f"https://{{account}}@rabbitmq:15671?cacertfile={AUTHORITY}",
            mongodb=f"mongodb://{{account}}@{_MEMBERS}/?replicaSet=mongodb&authSource=admin&tls=true&tlsCAFile={AUTHORITY}",
        ),
        scaling=True,
    ),
}


def main(arguments: list[str]) -> int:
    """Exit status 0, or 2 with how it is called."""
    if len(arguments) != 2 or arguments[0] not in OVERLAYS:
        sys.stderr.write("usage: python3 -m infra.cluster_secrets local|production FOLDER\n")
        return 2
    overlay, folder = OVERLAYS[arguments[0]], Path(arguments[1])
    make_secrets.main(folder, overlay.servers)
    _keep(folder / "backup_key", base64.b64encode(secrets.token_bytes(32)).decode())
    if overlay.scaling:
        _keep(folder / f"{SCALING}_url", _scaling_address(overlay.servers))
    manifests = folder / "secrets.json"
    manifests.touch(mode=0o600)
    manifests.write_text(json.dumps(listed(folder, overlay), indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(f"kubectl apply -f {manifests}\n")
    return 0


def listed(folder: Path, overlay: Overlay) -> dict[str, Any]:
    """A List of Secrets, from the files of a filled folder."""
    texts = {
        file.name: file.read_text(encoding="utf-8").strip() for file in folder.iterdir() if file.is_file()
    }
    return {
        "apiVersion": "v1",
        "kind": "List",
        "items": [_secret(name, keys) for name, keys in _keys(texts, overlay).items()],
    }


def _keys(texts: Mapping[str, str], overlay: Overlay) -> dict[str, dict[str, str]]:
    broker = unquote(urlsplit(texts["amqp_admin_url"]).password or "")
    database = unquote(urlsplit(texts["mongodb_admin_url"]).password or "")
    found = {
        "coulisse-administrator": {
            name: texts[name] for name in ("amqp_admin_url", "mongodb_admin_url", "rabbitmq_management_url")
        },
        "coulisse-rabbitmq-administrator": {
            "default_user.conf": texts["rabbitmq_administrator.conf"] + "\n",
            "username": ADMINISTRATOR,
            "password": broker,
        },
        "coulisse-mongodb-administrator": {"password": database},
        "coulisse-mongodb-keyfile": {"keyfile": texts["mongodb_keyfile"]},
        "coulisse-backup-key": {"key": texts["backup_key"]},
        "coulisse-master-key": {"master_key": texts["master_key"]},
    }
    for process in PROCESSES:
        found[f"coulisse-{process}"] = {
            server: texts[f"{process}_{server}"] for server in ("amqp_url", "mongodb_url")
        }
    if overlay.scaling:
        found["coulisse-scaling"] = {"host": texts[f"{SCALING}_url"], "tls": "enable"}
    return found


def _scaling_address(servers: Servers) -> str:
    """The vhost ends the address, as KEDA wants it."""
    address = servers.management.format(account=f"{SCALING}:{secrets.token_urlsafe(32)}")
    return f"{address.partition('?')[0]}/coulisse"


def _secret(name: str, keys: Mapping[str, str]) -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": name, "namespace": NAMESPACE},
        "type": "Opaque",
        "stringData": dict(keys),
    }


def _keep(file: Path, text: str) -> None:
    """Unless there is one already."""
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
