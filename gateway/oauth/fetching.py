"""One GET of a small document, at an address that was checked and at no other."""

import ssl
import time
from collections.abc import Callable

import urllib3

from shared.contracts.errors import TransientError
from shared.security.outbound import Allowed, Target, reach

SECONDS = 5.0
MOST_BYTES = 256 * 1024


class NoDocumentError(TransientError):
    """There was no complete answer with status 200."""


def fetcher(allowed: Allowed) -> Callable[[str], bytes]:
    """What fetches documents; private addresses only where the operator allows them."""
    tls = ssl.create_default_context()

    def fetch(url: str) -> bytes:
        """Raises NoDocumentError, and what shared.security.outbound raises for addresses that are not called."""
        target = reach(url, allowed)
        try:
            with _pool(target, tls) as pool:
                response = pool.request(
                    "GET",
                    target.path,
                    headers={"Host": _host(target), "Accept": "application/json"},
                    redirect=False,
                    retries=False,
                    preload_content=False,
                    timeout=SECONDS,
                )
                if response.status != 200:
                    raise NoDocumentError(f"status {response.status}")
                return _read(response)
        except urllib3.exceptions.HTTPError as error:
            raise NoDocumentError(type(error).__name__) from error

    return fetch


def _read(response: urllib3.BaseHTTPResponse) -> bytes:
    until, found = time.monotonic() + SECONDS, b""
    for piece in response.stream(16_384, decode_content=False):
        found += piece
        if len(found) > MOST_BYTES or time.monotonic() > until:
            raise NoDocumentError("too large, or too slow")
    return found


def _pool(target: Target, tls: ssl.SSLContext) -> urllib3.HTTPConnectionPool:
    # Connects to the address that was checked: resolving again would let the name change its mind in between.
    address = target.addresses[0]
    if target.scheme == "http":
        return urllib3.HTTPConnectionPool(address, target.port)
    return urllib3.HTTPSConnectionPool(
        address, target.port, ssl_context=tls, server_hostname=target.host, assert_hostname=target.host
    )


def _host(target: Target) -> str:
    usual = {"http": 80, "https": 443}[target.scheme]
    host = f"[{target.host}]" if ":" in target.host else target.host
    return host if target.port == usual else f"{host}:{target.port}"
