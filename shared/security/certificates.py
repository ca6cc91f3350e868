"""TLS to broker and database: whom to trust stands in the address, and what is wrong is told in words.

A broker's address is `amqps://...?cacertfile=/path/ca.pem`, as RabbitMQ's own clients spell it
(https://www.rabbitmq.com/docs/uri-query-parameters); without `cacertfile` the system's authorities count. A database's
is `mongodb://...&tls=true&tlsCAFile=/path/ca.pem`, which its driver reads itself.
"""

import ssl
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from shared.contracts.errors import SettingsError

_AUTHORITY = "cacertfile"
_REASONS = (
    ("hostname mismatch", "it is for another host"),
    ("ip address mismatch", "it is for another host"),
    ("not valid for", "it is for another host"),
    ("has expired", "it has expired"),
    ("certificate verify failed", "no trusted authority signed it"),
)


def without_authority(url: str) -> tuple[str, str]:
    """The address without `cacertfile`, and the file that it named; empty when it named none."""
    parts = urlsplit(url)
    options = parse_qsl(parts.query, keep_blank_values=True)
    file = next((value for name, value in options if name == _AUTHORITY), "")
    query = urlencode([(name, value) for name, value in options if name != _AUTHORITY])
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, parts.fragment)), file


def trusting(ca_file: str) -> ssl.SSLContext:
    """Servers are asked for a certificate for their name, signed by an authority in `ca_file`, or by one that the
    system trusts when it is empty. Raises SettingsError when the file cannot be used."""
    try:
        return ssl.create_default_context(cafile=ca_file or None)
    except (OSError, ssl.SSLError) as unusable:
        raise SettingsError(
            f"{_AUTHORITY}: {ca_file} holds no certificate that can be read: {unusable}"
        ) from unusable


def certificate_trouble(error: BaseException) -> str:
    """What a client holds against a server's certificate, when that is why it cannot connect; empty otherwise."""
    told = "; ".join(_words(error)).lower()
    if "certificate" not in told:
        return ""
    return next((words for sign, words in _REASONS if sign in told), "")


def _words(error: BaseException) -> list[str]:
    """What an error, its causes and what it carries say; drivers wrap each other's."""
    seen: list[BaseException] = []
    waiting: list[object] = [error]
    while waiting:
        one = waiting.pop()
        if isinstance(one, BaseException) and one not in seen:
            seen.append(one)
            waiting += [one.__cause__, one.__context__, *one.args, *getattr(one, "exceptions", ())]
        elif isinstance(one, tuple | list):
            waiting += one
    return [f"{one!r}" for one in seen]
