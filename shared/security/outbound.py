"""Which addresses given by a client may be called: checked when they are registered and again before every
call.

The name is resolved once, every address it has is checked, and the caller connects to one of exactly these
addresses (`Target.addresses`). Resolving again for the connection would let a name change its mind in
between.
"""

import re
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address
from queue import Empty, SimpleQueue
from threading import Thread
from urllib.parse import SplitResult, urlsplit

from shared.contracts.errors import RefusedError, TransientError
from shared.security.public_address import why_not_public

PORTS = (443, 8443)
MOST_CHARACTERS = 2048
RESOLVE_WITHIN = 4.0
"""Seconds."""

_PRINTABLE = re.compile(r"[!-\[\]-~]+")
_NAME = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)(\.(?!-)[a-z0-9_-]{1,63}(?<!-))*")
_NUMERIC_END = re.compile(r"(^|\.)(0x[0-9a-f]*|[0-9]+)$")

Resolve = Callable[[str, int], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Why:
    """A reason for people. words: a constant English text, in which `{name}` stands for one of `values`."""

    words: str
    values: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.words.format_map(self.values)


class ForbiddenUrlError(RefusedError):
    """The address is written in a way that is never called, or leads to a place that is not public."""

    def __init__(self, reasons: list[Why]) -> None:
        super().__init__("; ".join(map(str, reasons)))
        self.reasons = reasons


class ForbiddenAddressError(ForbiddenUrlError):
    """The name leads, at present, to an address that is not public."""


class UnresolvedError(TransientError):
    """The name has no address at present, or the resolver does not answer."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """Hosts that may be called although they are private, speak http or listen on an unusual port.

    For local trials, tests, and systems in the operator's own network. An entry is `host` (every port) or
    `host:port`; IPv6 is written in brackets. Entries are compared with the host as the URL spells it.
    """

    entries: frozenset[tuple[str, int | None]] = frozenset()

    @classmethod
    def read(cls, text: str) -> "Allowed":
        """From `127.0.0.1:9001,localhost`. Raises ValueError when a port is no number."""
        parts = [urlsplit(f"//{entry.strip()}") for entry in text.split(",") if entry.strip()]
        return cls(frozenset(((part.hostname or "").rstrip("."), part.port) for part in parts))

    def has(self, host: str, port: int) -> bool:
        return (host, port) in self.entries or (host, None) in self.entries


NOTHING_ALLOWED = Allowed()


@dataclass(frozen=True, slots=True)
class Target:
    """Where to connect. host: for the Host header and the certificate; path: with its query."""

    scheme: str
    host: str
    port: int
    path: str
    addresses: tuple[str, ...]


def resolve(host: str, port: int) -> tuple[str, ...]:
    """Every address of a host, asked for once. Raises UnresolvedError, after RESOLVE_WITHIN at the latest.

    The system's resolver has no time limit of its own that a caller could set, so it is asked on a thread
    that is left behind when it does not answer.
    """
    answers: SimpleQueue[tuple[str, ...] | OSError] = SimpleQueue()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answers.put(tuple(dict.fromkeys(str(entry[4][0]) for entry in found)))
        except (OSError, UnicodeError) as error:
            answers.put(OSError(str(error)))

    Thread(target=ask, name=f"resolve {host}", daemon=True).start()
    try:
        answer = answers.get(timeout=RESOLVE_WITHIN)
    except Empty:
        raise UnresolvedError(f"no answer from the resolver for {host} within {RESOLVE_WITHIN:g} s") from None
    if isinstance(answer, OSError) or not answer:
        raise UnresolvedError(f"{host} has no address")
    return answer


def reach(url: str, allowed: Allowed = NOTHING_ALLOWED, resolve: Resolve = resolve) -> Target:
    """Check an address and resolve it once.

    Raises ForbiddenUrlError when it is badly written, ForbiddenAddressError when any of its addresses is not
    public, UnresolvedError when it has none.
    """
    parts = _split(url)
    host = _host_of(parts)
    port = parts.port if parts.port is not None else (80 if parts.scheme == "http" else 443)
    excepted = allowed.has(host, port)
    reasons = _faults(parts, host, port, excepted)
    if reasons:
        raise ForbiddenUrlError(reasons)
    addresses = resolve(host, port)
    if not excepted and any(map(why_not_public, addresses)):
        # Which address stays untold: whoever registers names here must not learn what they mean inside.
        raise ForbiddenAddressError([Why("{host} leads to an address that is not public", {"host": host})])
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, port, path, addresses)


def check_url(url: str, allowed: Allowed = NOTHING_ALLOWED, resolve: Resolve = resolve) -> list[Why]:
    """Why a client may not register this address, in words for a person; empty when it may."""
    try:
        reach(url, allowed, resolve)
    except ForbiddenUrlError as error:
        return error.reasons
    except UnresolvedError:
        return [Why("the name has no address at present, or nobody knows it")]
    return []


def _split(url: str) -> SplitResult:
    if len(url) > MOST_CHARACTERS:
        raise ForbiddenUrlError(
            [Why("the address has more than {most} characters", {"most": str(MOST_CHARACTERS)})]
        )
    if not _PRINTABLE.fullmatch(url):
        raise ForbiddenUrlError(
            [Why("write the address in ASCII, without spaces or backslashes (names in punycode)")]
        )
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise ForbiddenUrlError([Why("this is no valid address; write https://host/path")]) from None
    return parts


def _host_of(parts: SplitResult) -> str:
    return (parts.hostname or "").removesuffix(".")


def _faults(parts: SplitResult, host: str, port: int, excepted: bool) -> list[Why]:
    faults = []
    if parts.scheme != "https" and not (excepted and parts.scheme == "http"):
        faults.append(Why("only https:// is allowed"))
    if "@" in parts.netloc:
        faults.append(Why("leave user name and password out of the address; every call is signed"))
    if "#" in parts.geturl() or parts.fragment:
        faults.append(Why("leave out the part after #"))
    if port not in PORTS and not excepted:
        faults.append(Why("port {port} is not allowed; use one of: {ports}", _ports(port)))
    if not _is_well_written(host):
        faults.append(Why("the host is neither a name nor a plainly written IP address"))
    return faults


def _ports(port: int) -> dict[str, str]:
    return {"port": str(port), "ports": ", ".join(map(str, PORTS))}


def _is_well_written(host: str) -> bool:
    """Refuses 2130706433, 0177.0.0.1, 0x7f.1 and 127.1, which resolvers read as 127.0.0.1, and zones
    (`%eth0`)."""
    if ":" in host:
        return "%" not in host and _is_address(IPv6Address, host)
    if _NUMERIC_END.search(host):
        return _is_address(IPv4Address, host)
    return len(host) <= 253 and _NAME.fullmatch(host) is not None


def _is_address(kind: type[IPv4Address] | type[IPv6Address], text: str) -> bool:
    try:
        kind(text)
    except ValueError:
        return False
    return True
