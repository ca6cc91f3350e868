"""Makes the database's roles and users."""

from collections.abc import Collection, Mapping
from typing import Any

from pymongo import MongoClient
from pymongo.database import Database

from infra.accounts import Credentials
from infra.database.permissions import DatabasePermission, database_permissions


def apply_database_users(admin_url: str, accounts: Mapping[str, Credentials]) -> None:
    """One role per process in the database `admin`, and its user with exactly that role; again changes nothing.

    accounts: by process. Raises pymongo.errors.PyMongoError when the server refuses or is away.
    """
    client: MongoClient[dict[str, Any]] = MongoClient(admin_url, serverSelectionTimeoutMS=15_000)
    with client:
        roles = {role["role"] for role in client.admin.command("rolesInfo", 1)["roles"]}
        users = {user["user"] for user in client.admin.command("usersInfo")["users"]}
        for permission in database_permissions():
            account = accounts[permission.process]
            _role(client.admin, permission, known=permission.role in roles)
            client.admin.command(
                "updateUser" if account.user in users else "createUser",
                account.user,
                pwd=account.password,
                roles=[{"role": permission.role, "db": "admin"}],
                mechanisms=["SCRAM-SHA-256"],
            )


def retire_database_users(admin_url: str, users: Collection[str]) -> tuple[str, ...]:
    """Drops those of these users that exist, who can do nothing from then on; answers their names."""
    client: MongoClient[dict[str, Any]] = MongoClient(admin_url, serverSelectionTimeoutMS=15_000)
    with client:
        known = tuple(
            user["user"] for user in client.admin.command("usersInfo")["users"] if user["user"] in users
        )
        for user in known:
            client.admin.command("dropUser", user)
    return known


def _role(admin: Database[dict[str, Any]], permission: DatabasePermission, *, known: bool) -> None:
    privileges = [
        {"resource": {"db": grant.database, "collection": collection}, "actions": list(grant.actions)}
        for grant in permission.grants
        for collection in grant.collections
    ]
    admin.command("updateRole" if known else "createRole", permission.role, privileges=privileges, roles=[])
