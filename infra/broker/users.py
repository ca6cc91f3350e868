"""Makes the broker's users through RabbitMQ's management HTTP API."""

from collections.abc import Collection, Mapping
from urllib.parse import quote

from infra.accounts import Credentials
from infra.broker.management import ManagementApi
from infra.broker.permissions import NOTHING, BrokerPermission, broker_permissions


def apply_broker_users(management_url: str, vhost: str, accounts: Mapping[str, Credentials]) -> None:
    """Makes the vhost, one user per process with its permissions, and deletes `guest`.

    Applying again changes nothing but passwords and permissions that differ. `management_url` carries an
    administrator's credentials; accounts: by process. Raises urllib.error.HTTPError when the broker refuses, OSError
    when it is away.
    """
    api = ManagementApi(management_url)
    api.put(f"vhosts/{quote(vhost, safe='')}", {})
    for permission in broker_permissions():
        account = accounts[permission.process]
        _put(api, vhost, account, permission, tags="")
    if "guest" in _names(api) and api.user != "guest":
        api.delete("users/guest")


def apply_scaling_user(management_url: str, vhost: str, account: Credentials) -> None:
    """Makes a user who may read through the management API what waits in the vhost's queues, and may do nothing there:
    the tag `management` shows it the vhosts that it has permissions in
    (https://www.rabbitmq.com/docs/management#permissions). Raises as `apply_broker_users` does."""
    nothing = BrokerPermission(account.user, NOTHING, NOTHING, NOTHING)
    _put(ManagementApi(management_url), vhost, account, nothing, tags="management")


def retire_broker_users(management_url: str, users: Collection[str]) -> tuple[str, ...]:
    """Deletes those of these users that exist, which closes their connections; answers their names."""
    api = ManagementApi(management_url)
    known = tuple(user for user in users if user in _names(api))
    for user in known:
        api.delete(f"users/{user}")
    return known


def _put(
    api: ManagementApi, vhost: str, account: Credentials, permission: BrokerPermission, *, tags: str
) -> None:
    api.put(f"users/{account.user}", {"password": account.password, "tags": tags})
    api.put(f"permissions/{quote(vhost, safe='')}/{account.user}", _body(permission))


def _names(api: ManagementApi) -> set[str]:
    return {user["name"] for user in api.get("users")}


def _body(permission: BrokerPermission) -> dict[str, str]:
    return {"configure": permission.configure, "write": permission.write, "read": permission.read}
