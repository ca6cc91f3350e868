"""Makes the database's users."""

from collections.abc import Mapping
from typing import Any

from pymongo import MongoClient

from infra.database.permissions import DatabasePermission, database_permissions


def apply_database_users(admin_url: str, passwords: Mapping[str, str]) -> None:
    """One user per process in the database `admin`, with exactly its roles; applying again changes nothing.

    Raises pymongo.errors.PyMongoError when the server refuses or is away.
    """
    client: MongoClient[dict[str, Any]] = MongoClient(admin_url, serverSelectionTimeoutMS=15_000)
    with client:
        known = {user["user"] for user in client.admin.command("usersInfo")["users"]}
        for permission in database_permissions():
            command = "updateUser" if permission.user in known else "createUser"
            client.admin.command(
                command,
                permission.user,
                pwd=passwords[permission.user],
                roles=_roles(permission),
                mechanisms=["SCRAM-SHA-256"],
            )


def _roles(permission: DatabasePermission) -> list[dict[str, str]]:
    return [{"role": role.role, "db": role.database} for role in permission.roles]
