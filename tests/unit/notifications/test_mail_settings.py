"""The mail server as the environment has it, and what its answers mean."""

from pathlib import Path

import pytest

from services.notifications.adapters.relay import Said
from services.notifications.domain.sandbox import reply_to
from services.notifications.settings import relay_of
from shared.contracts.errors import SettingsError

SERVER = {"SMTP_HOST": "mail.example.org", "MAIL_FROM": "Coulisse <no-reply@example.org>"}


def test_without_a_mail_server_no_mail_is_sent() -> None:
    assert relay_of({}) is None


def test_a_mail_server_is_spoken_to_encrypted_unless_told_otherwise(tmp_path: Path) -> None:
    password = tmp_path / "password"
    password.write_text("secret\n")

    relay = relay_of({**SERVER, "SMTP_USER": "coulisse", "SMTP_PASSWORD_FILE": str(password)})

    assert relay is not None
    assert (relay.port, relay.security, relay.domain) == (587, "starttls", "example.org")
    assert (relay.sender, relay.sender_name, relay.password) == ("no-reply@example.org", "Coulisse", "secret")
    assert "secret" not in repr(relay)


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"MAIL_FROM": ""}, "MAIL_FROM"),
        ({"MAIL_FROM": "a@example.org\nBcc: b@example.org"}, "MAIL_FROM"),
        ({"SMTP_SECURITY": "ssl"}, "SMTP_SECURITY"),
        ({"SMTP_SECURITY": "none", "SMTP_USER": "coulisse"}, "SMTP_USER"),
        ({"SMTP_USER": "coulisse"}, "SMTP_PASSWORD_FILE"),
        ({"SMTP_PORT": "0"}, "SMTP_PORT"),
    ],
)
def test_a_setting_at_fault_is_named(changes: dict[str, str], named: str) -> None:
    with pytest.raises(SettingsError, match=named):
        relay_of({**SERVER, **changes})


@pytest.mark.parametrize(
    ("said", "bounced"),
    [
        (Said("recipient", 550, "5.1.1"), True),
        (Said("message", 550, "5.2.1"), True),
        (Said("recipient", 550), True),
        (Said("recipient", 550, "5.7.1"), False),
        (Said("message", 554), False),
        (Said("message", 552, "5.3.4"), False),
        (Said("sender", 550, "5.1.7"), False),
        (Said("recipient", 450, "4.2.0"), False),
        (Said("message", 250, "2.0.0"), False),
    ],
)
def test_only_what_is_the_addresss_own_fault_for_good_is_a_bounce(said: Said, bounced: bool) -> None:
    assert said.bounced is bounced


def test_in_a_sandbox_mail_servers_answer_as_the_address_says() -> None:
    host = "receiver.coulisse.invalid"

    assert reply_to("acme~test", f"accepts@{host}", 1) == 250
    assert [reply_to("acme~test", f"put-off-1@{host}", attempt) for attempt in (1, 2)] == [451, 250]
    assert reply_to("acme~test", f"anybody@{host}", 1) == 550
    assert reply_to("acme", f"accepts@{host}", 1) is None
    assert reply_to("acme~test", "somebody@example.org", 1) is None
