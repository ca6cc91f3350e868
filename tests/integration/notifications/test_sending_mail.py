"""Mail over real SMTP: accepted, put off, refused, and servers that hang, close or want to be sure who speaks."""

import ssl
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pymongo.database import Database

from services.notifications.adapters.relay import Relay
from services.notifications.queries.bounces import bounces_of
from services.notifications.queries.deliveries import deliveries_of
from shared.contracts.notifying import AllowRecipient, NoteBounce, Preference, SetTemplate
from shared.contracts.subscriptions import Redeliver
from shared.runtime.performing import Done, GivenUp, TryAgain
from tests.integration.notifications.certificate import contexts_for
from tests.integration.notifications.sending import ONE_HOUR, Sending
from tests.support.mail_server import PASSWORD, USER, MailServer
from tests.unit.notifications.messages import SHOP, a_closed_case
from tests.unit.notifications.preferences import an_opened_case

ADDRESS = "accounts@example.org"
BUYER = "achats@roche.example"


def a_relay(server: MailServer, **changes: Any) -> Relay:
    relay = Relay(
        host="127.0.0.1",
        port=server.port,
        security="none",
        user="",
        password="",
        sender="no-reply@coulisse.example",
        sender_name="Coulisse",
        tls=ssl.create_default_context(),
        within=10.0,
    )
    return replace(relay, **changes)


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


@pytest.fixture
def mailing(database: Database[dict[str, Any]], server: MailServer) -> Sending:
    """A subscription of mail to everything."""
    sending = Sending(database, relay=a_relay(server))
    sending.mail_to(ADDRESS)
    return sending


@pytest.fixture
def to_buyers(database: Database[dict[str, Any]], server: MailServer) -> Sending:
    """One that writes to the buyers of cases, one of whom is known."""
    sending = Sending(database, relay=a_relay(server))
    sending.mail_to(role="buyer", events=("case.closed",))
    sending.vault.put_many([("acme", "case_1", "pty_case_1_buyer", {"role": "buyer", "email": BUYER})])
    sending.tell(an_opened_case("case_1", "buyer"))
    return sending


def test_an_accepted_mail_says_it_in_text_and_html_under_an_id_that_stays(
    mailing: Sending, server: MailServer
) -> None:
    mailing.tell(a_closed_case())

    first, again = mailing.post_mail(), mailing.post_mail(2)

    assert isinstance(first, Done)
    assert isinstance(again, Done)
    mail, repeated = server.accepted
    assert (mail.sender, mail.recipient) == ("no-reply@coulisse.example", ADDRESS)
    assert mail.message["Subject"] == "Case closed: 2026-000001"
    assert mail.message["From"] == "Coulisse <no-reply@coulisse.example>"
    assert mail.message["Auto-Submitted"] == "auto-generated"
    assert "Reference: WEB-17" in mail.part("plain")
    assert "<td>WEB-17</td>" in mail.part("html")
    assert mail.id == repeated.id
    (delivery,) = deliveries_of(mailing.database, "acme", "shop")
    assert mail.id == f"<{delivery['id']}@coulisse.example>"
    assert (delivery["channel"], delivery["url"]) == ("mail", "")


def test_mail_is_written_in_the_language_of_its_reader(
    database: Database[dict[str, Any]], server: MailServer
) -> None:
    sending = Sending(database, relay=a_relay(server))
    sending.mail_to(ADDRESS, preference=Preference(language="fr"))
    sending.tell(a_closed_case())

    sending.post_mail()

    (mail,) = server.accepted
    assert mail.message["Subject"] == "Dossier clos : 2026-000001"
    assert mail.message["Content-Language"] == "fr"
    assert "Montant TTC : 120,00" in mail.part("plain")


def test_an_organisations_own_words_are_used_and_no_value_becomes_a_header(
    mailing: Sending, server: MailServer
) -> None:
    subject = "{{ data.reference }}\r\nBcc: eve@example.org"
    mailing.tell(SetTemplate(name="default", language="en", subject=subject, actor=SHOP))
    mailing.tell(SetTemplate(name="case.closed", language="en", text="Closed: {{ data.number }}", actor=SHOP))
    mailing.tell(replace(a_closed_case(), reference="a\r\nBcc: eve@example.org"))

    mailing.post_mail()

    (mail,) = server.accepted
    assert mail.message["Subject"] == "a Bcc: eve@example.org Bcc: eve@example.org"
    assert mail.message["Bcc"] is None
    assert mail.part("plain").strip() == "Closed: 2026-000001"
    assert server.tried == [ADDRESS]


def test_what_is_put_off_is_tried_again_and_then_accepted(mailing: Sending, server: MailServer) -> None:
    server.answer(ADDRESS, "451 4.3.0 accounts@example.org: come back")
    mailing.tell(a_closed_case())

    first, second = mailing.post_mail(), mailing.post_mail(2)

    assert first == TryAgain("put off by the mail server: 451 4.3.0")
    assert isinstance(second, Done)


@pytest.mark.parametrize("reply", ["550 5.1.1 no accounts@example.org here", "550 no such user"])
def test_an_address_that_is_refused_for_good_bounces(
    mailing: Sending, server: MailServer, reply: str
) -> None:
    server.answer(ADDRESS, reply)
    mailing.tell(a_closed_case())

    result = mailing.post_mail()

    assert isinstance(result, GivenUp)
    assert ADDRESS not in result.why
    (bounce,) = result.send
    assert isinstance(bounce, NoteBounce)
    assert (bounce.subscription, bounce.role) == ("sub_1", "")
    mailing.tell(bounce)
    assert mailing.post_mail(2) == GivenUp(
        f"the subscription is disabled: the address bounced: {bounce.status}"
    )
    assert server.tried == [ADDRESS]


def test_a_message_that_is_refused_is_given_up_without_blaming_the_address(
    mailing: Sending, server: MailServer
) -> None:
    server.answer_message("554 5.7.1 this looks like advertising")
    mailing.tell(a_closed_case())

    assert mailing.post_mail() == GivenUp("refused by the mail server: 554 5.7.1")


def test_a_partys_address_that_bounced_is_left_alone_until_it_is_allowed(
    to_buyers: Sending, server: MailServer
) -> None:
    server.answer(BUYER, "550 5.1.1 gone")
    to_buyers.tell(a_closed_case())
    refused = to_buyers.post_mail()
    assert isinstance(refused, GivenUp)
    to_buyers.tell(*refused.send)
    (bounce,) = bounces_of(to_buyers.database, "acme", "shop")

    left_alone = to_buyers.post_mail(2)
    to_buyers.tell(AllowRecipient(bounce=bounce["id"], client="shop", actor=SHOP))
    allowed = to_buyers.post_mail(3)

    assert left_alone == GivenUp("the address of the buyer bounced and was not allowed again")
    assert isinstance(allowed, Done)
    assert server.tried == [BUYER, BUYER]


def test_nothing_that_is_kept_or_noted_names_the_address(to_buyers: Sending, server: MailServer) -> None:
    server.answer(BUYER, f"550 5.1.1 <{BUYER}> unknown")
    to_buyers.tell(a_closed_case())
    result = to_buyers.post_mail()
    assert isinstance(result, GivenUp)
    to_buyers.tell(*result.send)

    kept = [
        str(list(to_buyers.database[name].find()))
        for name in to_buyers.database.list_collection_names()
        if name != "persons"
    ]

    assert not any("roche" in one for one in kept)
    assert "roche" not in repr(result)


def test_a_person_who_was_erased_is_written_to_no_more(to_buyers: Sending, server: MailServer) -> None:
    to_buyers.tell(a_closed_case())
    to_buyers.vault.erase("acme", "pty_case_1_buyer", datetime.now(UTC))

    assert to_buyers.post_mail() == GivenUp("the data of the buyer was erased")
    assert server.tried == []


def test_an_address_that_could_be_more_than_one_is_not_written_to(
    to_buyers: Sending, server: MailServer
) -> None:
    to_buyers.vault.put_many([("acme", "case_2", "pty_case_2_buyer", {"email": "a@x.example>,<b@y.example"})])
    to_buyers.tell(an_opened_case("case_2", "buyer"))
    to_buyers.tell(a_closed_case("case_2"))

    assert isinstance(to_buyers.post_mail(), GivenUp)
    assert server.tried == []


@pytest.mark.parametrize("ending", ["hang", "close"])
def test_a_server_that_hangs_or_closes_is_tried_again(
    database: Database[dict[str, Any]], server: MailServer, ending: str
) -> None:
    sending = Sending(database, relay=a_relay(server, within=1.5))
    sending.mail_to(ADDRESS)
    server.answer_message(ending)
    sending.tell(a_closed_case())

    assert isinstance(sending.post_mail(), TryAgain)
    assert server.accepted == []


def test_while_nobody_listens_or_no_server_is_set_it_is_tried_again(
    database: Database[dict[str, Any]], server: MailServer
) -> None:
    relay = a_relay(server)
    sending, without = Sending(database, relay=replace(relay, port=1)), Sending(database)
    sending.mail_to(ADDRESS)
    sending.tell(a_closed_case())

    assert isinstance(sending.post_mail(), TryAgain)
    assert isinstance(without.post_mail(), TryAgain)


def test_a_mail_server_that_was_away_for_long_switches_nothing_off(mailing: Sending) -> None:
    mailing.tell(a_closed_case(), at=datetime.now(UTC).replace(microsecond=0) - 72 * ONE_HOUR)
    effort = mailing.mail_effort(10)

    assert mailing.mails.exhausted(effort, "no connection to the mail server: refused") == ()
    assert len(mailing.mails.exhausted(effort, "put off by the mail server: 451")) == 1


def test_a_mail_is_sent_again_on_demand(mailing: Sending, server: MailServer) -> None:
    mailing.tell(a_closed_case())
    mailing.post_mail()
    (delivery,) = deliveries_of(mailing.database, "acme", "shop")

    mailing.tell(Redeliver(delivery=delivery["id"], client="shop", actor=SHOP))
    mailing.post_mail(2)

    first, again = server.accepted
    assert first.id == again.id


def test_by_starttls_with_a_login(database: Database[dict[str, Any]], tmp_path: Path) -> None:
    of_server, of_client = contexts_for("localhost", tmp_path)
    with MailServer(of_server, host="localhost") as server:
        secure = a_relay(
            server,
            host="localhost",
            security="starttls",
            user=USER,
            password=PASSWORD,
            tls=of_client,
        )
        sending = Sending(database, relay=secure)
        wrong = Sending(database, relay=replace(secure, password="wrong"))
        stranger = Sending(database, relay=replace(secure, tls=ssl.create_default_context()))
        sending.mail_to(ADDRESS)
        sending.tell(a_closed_case())

        assert isinstance(sending.post_mail(), Done)
        assert wrong.post_mail() == TryAgain("the mail server does not take our login: 535")
        distrusted = stranger.post_mail()
    assert isinstance(distrusted, TryAgain)
    assert "certificate" in distrusted.why
    assert len(server.accepted) == 1
