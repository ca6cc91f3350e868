"""One broker account and one database account for every process of this folder."""

from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from infra.accounts import Credentials, first_accounts
from infra.broker.users import apply_broker_users
from infra.database.users import apply_database_users
from infra.local.stack import LocalStack
from infra.process_names import PROCESSES


@dataclass(frozen=True, slots=True)
class Account:
    """Where one process connects, with its own credentials."""

    amqp_url: str
    mongodb_url: str


def apply_accounts(stack: LocalStack) -> dict[str, Account]:
    """Makes the accounts where the stack lets us, and returns them by process.

    On a given server whose administration is not given, every process uses the given account.
    """
    if stack.management_url is not None:
        apply_broker_users(stack.management_url, vhost_of(stack.amqp_admin_url), _accounts(stack, "broker"))
    if makes_database_accounts(stack):
        apply_database_users(stack.mongodb_admin_url, _accounts(stack, "database"))
    return {name: Account(_broker_url(stack, name), _database_url(stack, name)) for name in PROCESSES}


def makes_broker_accounts(stack: LocalStack) -> bool:
    """Whether each process has its own account on the broker."""
    return stack.management_url is not None


def makes_database_accounts(stack: LocalStack) -> bool:
    """Whether each process has its own account on the database."""
    return stack.given.mongodb_url is None or stack.given.mongodb_admin_url is not None


def as_user(url: str, user: str, password: str) -> str:
    """The same server, with other credentials. Works for several hosts in one URL, too."""
    parts = urlsplit(url)
    hosts = parts.netloc.rpartition("@")[2]
    netloc = f"{quote(user, safe='')}:{quote(password, safe='')}@{hosts}"
    return urlunsplit((parts.scheme, netloc, parts.path, parts.query, parts.fragment))


def in_admin(mongodb_url: str) -> str:
    """The same URL, authenticating against the database `admin`, where the users of processes live."""
    parts = urlsplit(mongodb_url)
    options = [pair for pair in parts.query.split("&") if pair and not pair.lower().startswith("authsource=")]
    query = "&".join([*options, "authSource=admin"])
    return urlunsplit((parts.scheme, parts.netloc, parts.path or "/", query, parts.fragment))


def vhost_of(amqp_url: str) -> str:
    """An absent path is the vhost `/`, which a path spells `/%2F` (https://www.rabbitmq.com/docs/uri-spec)."""
    return unquote(urlsplit(amqp_url).path.removeprefix("/")) or "/"


def _broker_url(stack: LocalStack, process: str) -> str:
    if not makes_broker_accounts(stack):
        return stack.amqp_admin_url
    return as_user(stack.amqp_admin_url, process, stack.secrets.secret(f"broker/{process}"))


def _database_url(stack: LocalStack, process: str) -> str:
    if not makes_database_accounts(stack):
        return stack.mongodb_admin_url
    url = in_admin(stack.given.mongodb_url or stack.mongodb_admin_url)
    return as_user(url, process, stack.secrets.secret(f"database/{process}"))


def _accounts(stack: LocalStack, server: str) -> dict[str, Credentials]:
    return first_accounts({process: stack.secrets.secret(f"{server}/{process}") for process in PROCESSES})
