"""One HTTP POST to an address that was checked before, and to no other."""

import http.client
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection

from services.notifications.adapters.time_limit import TimeLimit
from shared.contracts.errors import TransientError
from shared.security.outbound import Target

CONNECT_WITHIN = 3.0
"""Seconds for one address."""

MOST_ADDRESSES = 3
MOST_BYTES = 16 * 1024
"""Of an answer's body; read so that the receiver can finish its answer, and thrown away."""


_LONGER_THAN_THE_LIMIT = 5.0
"""Seconds that a single read may take beyond the limit, so that it is always the limit that ends it."""


class NoAnswerError(TransientError):
    """The receiver did not answer as HTTP asks; the text holds nothing that the receiver wrote."""


@dataclass(frozen=True, slots=True)
class Answer:
    """retry_after: the header as it came."""

    status: int
    retry_after: str | None


class _Line:
    """Opens the connection to one of the checked addresses, in the resolver's order, under the time limit."""

    def __init__(self, target: Target, limit: TimeLimit) -> None:
        self._target = target
        self._limit = limit

    def open(self) -> socket.socket:
        failure: OSError = OSError("no address")
        for address in self._target.addresses[:MOST_ADDRESSES]:
            try:
                opened = socket.create_connection(
                    (address, self._target.port), timeout=min(CONNECT_WITHIN, self._limit.left())
                )
            except OSError as error:
                failure = error
                continue
            opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            opened.settimeout(_LONGER_THAN_THE_LIMIT + self._limit.seconds)
            self._limit.watch(opened)
            return opened
        raise failure


class _ClearConnection(HTTPConnection):
    """Host header by name, socket by checked address."""

    def __init__(self, target: Target, limit: TimeLimit) -> None:
        super().__init__(target.host, target.port, timeout=_LONGER_THAN_THE_LIMIT + limit.seconds)
        self._line = _Line(target, limit)

    def _new_conn(self) -> socket.socket:
        return self._line.open()


class _TlsConnection(HTTPSConnection):
    """Host header, server name and certificate by name, socket by checked address."""

    def __init__(self, target: Target, limit: TimeLimit, tls: ssl.SSLContext) -> None:
        super().__init__(
            target.host, target.port, timeout=_LONGER_THAN_THE_LIMIT + limit.seconds, ssl_context=tls
        )
        self._line = _Line(target, limit)

    def _new_conn(self) -> socket.socket:
        return self._line.open()


def post(
    target: Target, headers: Mapping[str, str], body: bytes, *, tls: ssl.SSLContext, within: float
) -> Answer:
    """Send and wait for the answer, `within` seconds in all; redirects are answers like any other.

    A complete status line and header count as the answer even when the body behind them never ends. Raises
    NoAnswerError.
    """
    with TimeLimit(within) as limit:
        connection = (
            _TlsConnection(target, limit, tls)
            if target.scheme == "https"
            else _ClearConnection(target, limit)
        )
        try:
            connection.request(
                "POST", target.path, body=body, headers=headers, preload_content=False, decode_content=False
            )
            response = connection.getresponse()
            answer = Answer(response.status, response.headers.get("Retry-After"))
            _read_some(response)
        except (OSError, urllib3.exceptions.HTTPError, http.client.HTTPException) as error:
            raise NoAnswerError(_in_words(error, limit)) from error
        finally:
            connection.close()
    return answer


def _read_some(response: urllib3.BaseHTTPResponse) -> None:
    try:
        response.read(MOST_BYTES)
    except (OSError, urllib3.exceptions.HTTPError, http.client.HTTPException):
        return
    finally:
        response.close()


def _in_words(error: Exception, limit: TimeLimit) -> str:
    """What happened, without quoting anything that came over the line."""
    if limit.over:
        return f"no complete answer within {limit.seconds:g} s"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"the certificate is not accepted: {error.verify_message}"
    if isinstance(error, ssl.SSLError):
        return f"no TLS connection: {error.reason}"
    return _in_words_of_the_line(error)


def _in_words_of_the_line(error: Exception) -> str:
    match error:
        case ConnectionResetError() | BrokenPipeError():
            return "the connection was closed before an answer came"
        case TimeoutError():
            return f"no connection within {CONNECT_WITHIN:g} s"
        case OSError():
            return f"no connection: {error.strerror or type(error).__name__}"
        case _:
            return f"what came back is no HTTP answer ({type(error).__name__})"
