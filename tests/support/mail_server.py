"""A mail server that behaves as it is told: real SMTP on loopback, for tests."""

import asyncio
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Condition, Thread
from time import monotonic
from types import TracebackType
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.support.host import HOST

USER, PASSWORD = "coulisse", "a password of tests"


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail that was accepted. sender, recipient: of the envelope."""

    sender: str
    recipient: str
    message: EmailMessage

    @property
    def id(self) -> str:
        return str(self.message["Message-ID"])

    def part(self, subtype: str) -> str:
        """Its text in `plain` or `html`."""
        found = self.message.get_body((subtype,))
        assert found is not None, f"no {subtype}"
        return str(found.get_content())


class MailServer:
    """As a context manager. What it answers to a recipient: `answer(address, "451 4.3.0 later", times=2)`; to the
    message itself `answer_message`; `hang` and `close` end in no answer at all, once each. With `tls` it insists on
    STARTTLS and on the login USER, PASSWORD."""

    def __init__(self, tls: ssl.SSLContext | None = None, host: str = HOST) -> None:
        self._accepted: list[Mail] = []
        self._tried: list[str] = []
        self._changed = Condition()
        self._recipients: dict[str, list[str]] = {}
        self._messages: list[str] = []
        self._released = asyncio.Event()
        encrypted: dict[str, Any] = {}
        if tls is not None:
            encrypted = {
                "tls_context": tls,
                "require_starttls": True,
                "authenticator": self._authenticate,
                "auth_required": True,
            }
        self._loop = asyncio.new_event_loop()
        self._server = self._loop.run_until_complete(
            self._loop.create_server(lambda: SMTP(self, loop=self._loop, **encrypted), host, 0)
        )
        self._thread = Thread(target=self._loop.run_forever, name="mail server", daemon=True)

    def __enter__(self) -> "MailServer":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(30)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(30)
        self._loop.close()

    async def _stop(self) -> None:
        self._released.set()
        self._server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    @property
    def port(self) -> int:
        return int(self._server.sockets[0].getsockname()[1])

    @property
    def accepted(self) -> list[Mail]:
        with self._changed:
            return list(self._accepted)

    @property
    def tried(self) -> list[str]:
        """Every address that was named as a recipient, in order."""
        with self._changed:
            return list(self._tried)

    def answer(self, address: str, reply: str, *, times: int = 1) -> None:
        """To that recipient, for so many tries; then it is accepted."""
        with self._changed:
            self._recipients.setdefault(address, []).extend([reply] * times)

    def answer_message(self, reply: str) -> None:
        """To the next message; `hang` and `close` besides real replies."""
        with self._changed:
            self._messages.append(reply)

    def wait_for(self, predicate: Callable[[list[Mail]], bool], within: float = 60.0) -> list[Mail]:
        """What was accepted, once the predicate holds. Raises AssertionError after `within` seconds."""
        until = monotonic() + within
        with self._changed:
            while not predicate(self._accepted):
                left = until - monotonic()
                if left <= 0:
                    came = [(mail.recipient, mail.message["Subject"]) for mail in self._accepted]
                    raise AssertionError(f"not within {within:g} s; accepted: {came}; tried: {self._tried}")
                self._changed.wait(left)
            return list(self._accepted)

    async def handle_RCPT(  # noqa: N802 - as aiosmtpd calls it
        self, server: Any, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        with self._changed:
            self._tried.append(address)
            replies = self._recipients.get(address, [])
            reply = replies.pop(0) if replies else "250 2.1.5 OK"
            self._changed.notify_all()
        if reply.startswith("2"):
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope) -> str:  # noqa: N802
        with self._changed:
            reply = self._messages.pop(0) if self._messages else "250 2.0.0 OK"
        if reply == "hang":
            await self._released.wait()
        if reply in ("hang", "close"):
            server.transport.abort()
            return "421 4.3.0 closing"
        if reply.startswith("2"):
            content = envelope.content
            assert isinstance(content, bytes)
            message = message_from_bytes(content, policy=policy.default)
            mail = Mail(str(envelope.mail_from), envelope.rcpt_tos[0], message)
            with self._changed:
                self._accepted.append(mail)
                self._changed.notify_all()
        return reply

    @staticmethod
    def _authenticate(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        wanted = LoginPassword(USER.encode(), PASSWORD.encode())
        return AuthResult(success=data == wanted, handled=False)
