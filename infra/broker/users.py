"""Makes the broker's users through RabbitMQ's management HTTP API."""

import json
import urllib.request
from base64 import b64encode
from collections.abc import Collection, Mapping
from urllib.parse import quote, unquote, urlsplit

from infra.accounts import Credentials
from infra.broker.permissions import BrokerPermission, broker_permissions


def apply_broker_users(management_url: str, vhost: str, accounts: Mapping[str, Credentials]) -> None:
    """Makes the vhost, one user per process with its permissions, and deletes `guest`.

    Applying again changes nothing but passwords and permissions that differ. `management_url` carries an
    administrator's credentials; accounts: by process. Raises urllib.error.HTTPError when the broker refuses, OSError
    when it is away.
    """
    api = _ManagementApi(management_url)
    api.put(f"vhosts/{quote(vhost, safe='')}", {})
    for permission in broker_permissions():
        account = accounts[permission.process]
        api.put(f"users/{account.user}", {"password": account.password, "tags": ""})
        api.put(f"permissions/{quote(vhost, safe='')}/{account.user}", _body(permission))
    if "guest" in api.user_names() and api.administrator != "guest":
        api.delete("users/guest")


def retire_broker_users(management_url: str, users: Collection[str]) -> tuple[str, ...]:
    """Deletes those of these users that exist, which closes their connections; answers their names."""
    api = _ManagementApi(management_url)
    known = tuple(user for user in users if user in api.user_names())
    for user in known:
        api.delete(f"users/{user}")
    return known


def _body(permission: BrokerPermission) -> dict[str, str]:
    return {"configure": permission.configure, "write": permission.write, "read": permission.read}


class _ManagementApi:
    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.administrator = unquote(parts.username or "")
        credentials = f"{self.administrator}:{unquote(parts.password or '')}"
        self._authorization = f"Basic {b64encode(credentials.encode()).decode()}"
        self._base = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path.rstrip('/')}/api"

    def put(self, path: str, body: Mapping[str, str]) -> None:
        self._send("PUT", path, json.dumps(body).encode())

    def delete(self, path: str) -> None:
        self._send("DELETE", path, None)

    def user_names(self) -> list[str]:
        return [user["name"] for user in json.loads(self._send("GET", "users", None))]

    def _send(self, method: str, path: str, body: bytes | None) -> bytes:
        headers = {"Authorization": self._authorization, "Content-Type": "application/json"}
        request = urllib.request.Request(f"{self._base}/{path}", data=body, headers=headers, method=method)
        with urllib.request.urlopen(request, timeout=15) as answer:
            content: bytes = answer.read()
            return content
