"""One message handed to the house's mail server (SMTP, RFC 5321), and what that server said."""

import re
import smtplib
import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Literal

from services.notifications.adapters.time_limit import TimeLimit
from services.notifications.domain.bouncing import OF_THE_ADDRESS
from shared.contracts.errors import TransientError

SUBMIT_WITHIN = 30.0
"""Seconds for connecting, logging in, sending and the answer together."""

_CONNECT_WITHIN = 5.0
_STATUS = re.compile(rb"([245])\.([0-9]{1,3})\.([0-9]{1,3})(?![0-9.])")
_NO_SUCH_MAILBOX = (550, 551, 553)

Security = Literal["starttls", "tls", "none"]


class NoRelayError(TransientError):
    """The mail server cannot be reached, does not let us in, or broke off; the text holds nothing that it wrote."""


@dataclass(frozen=True, slots=True)
class Relay:
    """The house's mail server. sender: the bare address that mail is from, `sender_name` what is shown beside it."""

    host: str
    port: int
    security: Security
    user: str
    password: str = field(repr=False)
    sender: str
    sender_name: str
    tls: ssl.SSLContext = field(repr=False)
    within: float = SUBMIT_WITHIN

    @property
    def domain(self) -> str:
        return self.sender.rpartition("@")[2]


@dataclass(frozen=True, slots=True)
class Said:
    """A reply of the mail server to one message.

    step: `sender`, `recipient` or `message`; code: RFC 5321, section 4.2; status: enhanced status code (RFC 3463),
    empty where there is none. Its words stay untold: they may name the address.
    """

    step: str
    code: int
    status: str = ""

    @property
    def accepted(self) -> bool:
        return 200 <= self.code < 300

    @property
    def permanent(self) -> bool:
        return 500 <= self.code < 600

    @property
    def bounced(self) -> bool:
        """Whether the address itself is at fault, for good: by the enhanced code (RFC 3463, sections 3.2 and 3.3: X.1
        for addresses, X.2 for mailboxes), or without one by a refusal of the recipient."""
        if not self.permanent:
            return False
        if self.status:
            return self.status.startswith(OF_THE_ADDRESS) and self.step != "sender"
        return self.step == "recipient" and self.code in _NO_SUCH_MAILBOX

    def __str__(self) -> str:
        return f"{self.code} {self.status}".strip()


class _Line(smtplib.SMTP):
    """A connection under one time limit, encrypted from the first byte where the settings say so."""

    def __init__(self, relay: Relay, limit: TimeLimit) -> None:
        self._relay, self._limit = relay, limit
        super().__init__(
            relay.host, relay.port, local_hostname=relay.domain, timeout=min(_CONNECT_WITHIN, relay.within)
        )

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        opened = socket.create_connection((host, port), timeout=timeout)
        self._limit.watch(opened)
        opened.settimeout(self._relay.within + 5)  # it is always the limit that ends a wait
        if self._relay.security == "tls":
            return self._relay.tls.wrap_socket(opened, server_hostname=host)
        return opened


def submit(relay: Relay, recipient: str, message: bytes) -> Said:
    """Hand over one message for one recipient. Raises NoRelayError when there was no answer to it."""
    with TimeLimit(relay.within) as limit:
        try:
            line = _Line(relay, limit)
        except (OSError, smtplib.SMTPException) as error:
            raise NoRelayError(_in_words(error, limit)) from error
        try:
            _enter(line, relay)
            said = _hand_over(line, relay, recipient, message)
        except (OSError, smtplib.SMTPException) as error:
            raise NoRelayError(_in_words(error, limit)) from error
        finally:
            with suppress(OSError, smtplib.SMTPException):
                line.close()
    return said


def _enter(line: smtplib.SMTP, relay: Relay) -> None:
    line.ehlo_or_helo_if_needed()
    if relay.security == "starttls":
        line.starttls(context=relay.tls)
        line.ehlo()
    if relay.user:
        line.login(relay.user, relay.password)


def _hand_over(line: smtplib.SMTP, relay: Relay, recipient: str, message: bytes) -> Said:
    """The first reply that is no yes, or the last. What was accepted is not doubted when the parting fails."""
    for step, (code, words) in (
        ("sender", line.mail(relay.sender)),
        ("recipient", line.rcpt(recipient)),
    ):
        if not 200 <= code < 300:
            return _said(step, code, words)
    said = _answer_to(line, message)
    with suppress(OSError, smtplib.SMTPException):
        line.quit()
    return said


def _answer_to(line: smtplib.SMTP, message: bytes) -> Said:
    try:
        code, words = line.data(message)
    except smtplib.SMTPDataError as refused:
        return _said("message", refused.smtp_code, refused.smtp_error)
    return _said("message", code, words)


def _said(step: str, code: int, words: bytes | str) -> Said:
    raw = words.encode(errors="replace") if isinstance(words, str) else words
    found = _STATUS.match(raw.lstrip())
    fits = found is not None and found[1] == str(code)[:1].encode()
    return Said(step, code, found[0].decode() if found is not None and fits else "")


def _in_words(error: Exception, limit: TimeLimit) -> str:
    """What happened, without quoting anything that came over the line."""
    if limit.over:
        return f"the mail server gave no complete answer within {limit.seconds:g} s"
    if isinstance(error, smtplib.SMTPException):
        return _in_words_of_smtp(error)
    match error:
        case ssl.SSLCertVerificationError():
            return f"the mail server's certificate is not accepted: {error.verify_message}"
        case ssl.SSLError():
            return f"no TLS connection to the mail server: {error.reason}"
        case TimeoutError():
            return f"no connection to the mail server within {_CONNECT_WITHIN:g} s"
        case _:
            return f"no connection to the mail server: {getattr(error, 'strerror', None) or type(error).__name__}"


def _in_words_of_smtp(error: smtplib.SMTPException) -> str:
    match error:
        case smtplib.SMTPAuthenticationError():
            return f"the mail server does not take our login: {error.smtp_code}"
        case smtplib.SMTPNotSupportedError():
            return "the mail server does not offer what the settings ask for (STARTTLS or login)"
        case smtplib.SMTPResponseException():
            return f"the mail server does not let us in: {error.smtp_code}"
        case smtplib.SMTPServerDisconnected():
            return "the mail server closed the connection before it had answered"
        case _:
            return f"what the mail server says is no SMTP ({type(error).__name__})"
