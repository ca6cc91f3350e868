"""Where webhooks are sent, and where they never are, over real sockets."""

import socket
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from time import monotonic
from typing import Any

import pytest
from pymongo.database import Database

from services.notifications.adapters.posting import NoAnswerError, post
from shared.runtime.performing import Done, GivenUp, TryAgain
from shared.security.outbound import Target
from tests.integration.notifications.certificate import contexts_for
from tests.integration.notifications.sending import Sending
from tests.support.webhook_receiver import WebhookReceiver
from tests.unit.notifications.messages import a_closed_case

NAME = "hooks.shop.invalid"
"""A name that no resolver knows (RFC 2606), so that whoever resolves it a second time finds nothing."""

PUBLIC = "93.184.216.34"


class Resolver:
    """Answers with these addresses, whatever the name, and counts."""

    def __init__(self, *addresses: str) -> None:
        self.addresses = addresses
        self.asked = 0

    def __call__(self, host: str, port: int) -> tuple[str, ...]:
        self.asked += 1
        return self.addresses


@pytest.fixture
def silent() -> Iterator[socket.socket]:
    """Accepts connections and says nothing, not even for TLS."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening


def test_https_goes_to_the_checked_address_under_the_receivers_name(
    database: Database[dict[str, Any]], tmp_path: Path
) -> None:
    server, client = contexts_for(NAME, tmp_path)
    with WebhookReceiver(tls=server) as receiver:
        resolver = Resolver("127.0.0.1")
        sending = Sending(database, allow=f"{NAME}:{receiver.port}", resolve=resolver, tls=client)
        receiver.secrets = [sending.subscribe(receiver.url(host=NAME, scheme="https"))]
        sending.tell(a_closed_case())

        result = sending.attempt()

        (came,) = receiver.received
        assert result == Done(note="answered 204")
        assert came.verified
        assert came.host == f"{NAME}:{receiver.port}"
        assert resolver.asked == 1


def test_a_certificate_of_another_name_is_not_accepted(
    database: Database[dict[str, Any]], tmp_path: Path
) -> None:
    server, client = contexts_for("somebody-else.invalid", tmp_path)
    with WebhookReceiver(tls=server) as receiver:
        sending = Sending(
            database, allow=f"{NAME}:{receiver.port}", resolve=Resolver("127.0.0.1"), tls=client
        )
        sending.subscribe(receiver.url(host=NAME, scheme="https"))
        sending.tell(a_closed_case())

        result = sending.attempt()

        assert isinstance(result, TryAgain)
        assert result.why.startswith("the certificate is not accepted: Hostname mismatch")
        assert receiver.received == []


def test_an_unknown_certificate_is_not_accepted(database: Database[dict[str, Any]], tmp_path: Path) -> None:
    server, _ = contexts_for(NAME, tmp_path)
    with WebhookReceiver(tls=server) as receiver:
        sending = Sending(database, allow=f"{NAME}:{receiver.port}", resolve=Resolver("127.0.0.1"))
        sending.subscribe(receiver.url(host=NAME, scheme="https"))
        sending.tell(a_closed_case())

        result = sending.attempt()

        assert isinstance(result, TryAgain)
        assert "self-signed certificate" in result.why
        assert receiver.received == []


def test_the_next_checked_address_is_tried_when_the_first_does_not_answer(
    database: Database[dict[str, Any]], receiver: WebhookReceiver
) -> None:
    resolver = Resolver("127.0.0.2", "127.0.0.1")
    sending = Sending(database, allow=f"{NAME}:{receiver.port}", resolve=resolver)
    sending.subscribe(receiver.url(host=NAME))
    sending.tell(a_closed_case())

    result = sending.attempt()

    assert result == Done(note="answered 204")
    assert resolver.asked == 1


@pytest.mark.parametrize("addresses", [("127.0.0.1",), (PUBLIC, "127.0.0.1"), ("::1", PUBLIC)])
def test_a_name_that_leads_inside_is_not_called(
    database: Database[dict[str, Any]], receiver: WebhookReceiver, addresses: tuple[str, ...]
) -> None:
    resolver = Resolver(*addresses)
    sending = Sending(database, resolve=resolver)
    sending.subscribe(f"https://{NAME}:8443/hook")
    sending.tell(a_closed_case())

    result = sending.attempt()

    assert isinstance(result, TryAgain)
    # Not which: nobody learns what names mean inside.
    assert result.why == f"not called: {NAME} leads to an address that is not public"
    assert resolver.asked == 1
    assert receiver.received == []


def test_an_address_that_is_no_longer_allowed_is_given_up(
    database: Database[dict[str, Any]], receiver: WebhookReceiver
) -> None:
    sending = Sending(database)
    sending.subscribe(receiver.url())
    sending.tell(a_closed_case())

    result = sending.attempt()

    assert isinstance(result, GivenUp)
    assert "only https:// is allowed" in result.why
    assert receiver.received == []


def test_a_name_without_an_address_is_tried_again(database: Database[dict[str, Any]]) -> None:
    sending = Sending(database)
    sending.subscribe(f"https://{NAME}/hook")
    sending.tell(a_closed_case())

    assert sending.attempt() == TryAgain(f"{NAME} has no address")


def test_a_redirect_to_the_inside_is_not_followed(
    database: Database[dict[str, Any]], receiver: WebhookReceiver
) -> None:
    with WebhookReceiver() as inside:
        sending = Sending(database, allow=f"{NAME}:{receiver.port}", resolve=Resolver("127.0.0.1"))
        sending.subscribe(receiver.url(host=NAME))
        sending.tell(a_closed_case())
        receiver.behave(status=302, location=inside.url("/latest/meta-data"))

        result = sending.attempt()

        assert isinstance(result, TryAgain)
        assert "redirects are not followed" in result.why
        assert inside.received == []


def test_a_tls_handshake_that_never_ends_is_ended(silent: socket.socket, tmp_path: Path) -> None:
    _, client = contexts_for(NAME, tmp_path)
    port = int(silent.getsockname()[1])
    begun = monotonic()

    with pytest.raises(NoAnswerError, match=r"no complete answer within 0\.3 s"):
        post(Target("https", NAME, port, "/", ("127.0.0.1",)), {}, b"{}", tls=client, within=0.3)

    assert monotonic() - begun < 2


def test_what_a_receiver_writes_is_never_quoted(tmp_path: Path, silent: socket.socket) -> None:
    _, client = contexts_for(NAME, tmp_path)
    port = int(silent.getsockname()[1])

    def answer_nonsense() -> None:
        connection, _ = silent.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(b"SECRET nonsense\r\n\r\n")

    thread = Thread(target=answer_nonsense)
    thread.start()
    with pytest.raises(NoAnswerError) as error:
        post(Target("http", NAME, port, "/", ("127.0.0.1",)), {}, b"{}", tls=client, within=5)
    thread.join()

    assert str(error.value) == "what came back is no HTTP answer (BadStatusLine)"


def test_a_proxy_of_the_environment_is_not_used(
    database: Database[dict[str, Any]], receiver: WebhookReceiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    with WebhookReceiver() as proxy:
        monkeypatch.setenv("http_proxy", proxy.url(""))
        monkeypatch.setenv("HTTPS_PROXY", proxy.url(""))
        sending = Sending(database, allow=f"{NAME}:{receiver.port}", resolve=Resolver("127.0.0.1"))
        sending.subscribe(receiver.url(host=NAME))
        sending.tell(a_closed_case())

        result = sending.attempt()

        assert result == Done(note="answered 204")
        assert proxy.received == []
