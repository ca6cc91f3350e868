"""Being told as people are: by mail in one's own words and hours, and in chats; addresses that bounce; owners told."""

from collections.abc import Callable
from typing import Any

from tests.support.case_bodies import BUYER, an_order
from tests.support.front_office import FrontOffice
from tests.support.mail_server import Mail, MailServer
from tests.support.running_house import Platform
from tests.support.webhook_receiver import WebhookReceiver


def mail_to(shop: FrontOffice, to: dict[str, str], *events: str, **preference: Any) -> str:
    """The id of an active subscription of mail."""
    body: dict[str, Any] = {"channel": "mail", "to": to, "events": list(events)}
    return subscribed(shop, body | ({"preference": preference} if preference else {}))


def subscribed(shop: FrontOffice, body: dict[str, Any]) -> str:
    id: str = shop.post("/v1/subscriptions", body)["id"]
    shop.wait_for(f"/v1/subscriptions/{id}", lambda read: read["state"] == "active", "a subscription")
    return id


def an_address(shop: FrontOffice, name: str = "accounts") -> str:
    """One that no other story writes to."""
    return f"{name}@{shop.tenant}.example"


def for_(*addresses: str, count: int = 1) -> Callable[[list[Mail]], bool]:
    return lambda came: sum(mail.recipient in addresses for mail in came) >= count


def to(server: MailServer, address: str) -> list[Mail]:
    return [mail for mail in server.accepted if mail.recipient == address]


def an_order_of(email: str) -> dict[str, Any]:
    return an_order(parties=[{**BUYER, "email": email}])


def test_a_team_and_the_buyer_are_told_by_mail_each_in_their_language(
    shop: FrontOffice, mail_server: MailServer
) -> None:
    team, buyer = an_address(shop), an_address(shop, "buyer")
    subscription = mail_to(shop, {"address": team}, "case.opened", language="fr")
    mail_to(shop, {"role": "buyer"}, "case.opened")

    case = shop.submit(an_order_of(buyer))

    mail_server.wait_for(for_(team))
    mail_server.wait_for(for_(buyer))
    number = shop.case(case)["number"]
    assert to(mail_server, team)[0].message["Subject"] == f"Dossier ouvert : {number}"
    assert to(mail_server, buyer)[0].message["Subject"] == f"Case opened: {number}"
    read = shop.get(f"/v1/subscriptions/{subscription}")
    assert read["to"] == {"address": team, "role": None}
    assert read["preference"]["language"] == "fr"


def test_a_mail_that_is_put_off_arrives_later_and_is_sent_again_on_demand(
    shop: FrontOffice, mail_server: MailServer
) -> None:
    address = an_address(shop)
    mail_to(shop, {"address": address}, "case.opened")
    mail_server.answer(address, "451 4.3.0 come back", times=2)

    shop.submit(an_order())

    mail_server.wait_for(for_(address))
    (delivery,) = shop.items("/v1/deliveries")
    path = f"/v1/deliveries/{delivery['id']}"
    done = shop.wait_for(path, lambda read: read["state"] == "done", "delivered")
    assert [attempt["note"] for attempt in done["history"]][:2] == [
        "put off by the mail server: 451 4.3.0"
    ] * 2
    shop.post(f"{path}/redeliver")
    mail_server.wait_for(for_(address, count=2))
    first, again = to(mail_server, address)
    assert first.id == again.id


def test_an_address_that_bounces_is_left_alone_until_it_is_enabled_and_its_owner_is_told(
    shop: FrontOffice, mail_server: MailServer, receiver: WebhookReceiver
) -> None:
    address, owner = an_address(shop), an_address(shop, "owner")
    subscription = mail_to(shop, {"address": address}, "case.opened")
    mail_to(shop, {"address": owner}, "subscription.disabled")
    mail_server.answer(address, "550 5.1.1 nobody here")

    shop.submit(an_order())

    path = f"/v1/subscriptions/{subscription}"
    off = shop.wait_for(path, lambda read: read["state"] == "disabled", "switched off")
    assert off["reason"] == "the address bounced: 550 5.1.1"
    mail_server.wait_for(for_(owner))
    assert "550 5.1.1" in to(mail_server, owner)[0].part("plain")
    assert "subscription.disabled" in [one["type"] for one in shop.items("/v1/events")]
    shop.post(f"{path}/enable")
    shop.wait_for(path, lambda read: read["state"] == "active", "enabled")
    since = shop.get("/v1/deliveries", subscription=subscription)["items"][0]["created_at"]
    shop.post(f"{path}/redeliveries", {"since": since})
    mail_server.wait_for(for_(address))


def test_a_buyer_whose_address_bounces_is_left_alone_until_it_is_allowed(
    shop: FrontOffice, mail_server: MailServer
) -> None:
    buyer = an_address(shop, "buyer")
    subscription = mail_to(shop, {"role": "buyer"}, "case.opened")
    mail_server.answer(buyer, "550 5.1.1 gone")
    shop.submit(an_order_of(buyer))
    bounce = shop.wait_for("/v1/bounces", lambda read: bool(read["items"]), "a bounce")["items"][0]

    shop.submit(an_order_of(buyer))

    shop.wait_for(
        "/v1/deliveries", lambda read: [one["state"] for one in read["items"]] == ["given_up"] * 2, "given up"
    )
    assert mail_server.tried.count(buyer) == 1
    assert shop.get(f"/v1/subscriptions/{subscription}")["state"] == "active"
    shop.post(f"/v1/bounces/{bounce['id']}/allow")
    shop.wait_for(f"/v1/bounces/{bounce['id']}", lambda read: bool(read["allowed_at"]), "allowed")
    shop.submit(an_order_of(buyer))
    mail_server.wait_for(for_(buyer))


def test_a_mail_that_comes_back_later_is_reported_and_its_address_left_alone(
    shop: FrontOffice, mail_server: MailServer, platform: Platform
) -> None:
    buyer = an_address(shop, "buyer")
    mail_to(shop, {"role": "buyer"}, "case.opened")
    shop.submit(an_order_of(buyer))
    mail_server.wait_for(for_(buyer))
    message_id = to(mail_server, buyer)[0].message["Message-ID"]
    key = platform.new_key(shop.tenant, client="mail-provider", scopes=("bounces:report", "operations:read"))
    provider = FrontOffice(shop.url, key, shop.tenant)
    report = {"message_id": message_id, "address": buyer, "status": "5.1.1"}

    provider.post("/v1/bounces", report)
    provider.post("/v1/bounces", report)

    (bounce,) = shop.wait_for("/v1/bounces", lambda read: bool(read["items"]), "a bounce")["items"]
    assert (bounce["role"], bounce["status"]) == ("buyer", "5.1.1")
    shop.submit(an_order_of(buyer))
    shop.wait_for(
        "/v1/deliveries", lambda read: "given_up" in [one["state"] for one in read["items"]], "given up"
    )
    assert len(to(mail_server, buyer)) == 1
    assert provider.ask("GET", "/v1/bounces").status_code == 403


def test_a_report_that_fits_no_mail_is_refused(
    shop: FrontOffice, stranger: FrontOffice, mail_server: MailServer
) -> None:
    address = an_address(shop)
    mail_to(shop, {"address": address}, "case.opened")
    shop.submit(an_order())
    mail_server.wait_for(for_(address))
    message_id = to(mail_server, address)[0].message["Message-ID"]
    report = {"message_id": message_id, "address": address, "status": "5.1.1"}

    for office, changes, code, pointer in (
        (stranger, {}, "no_such_mail", "/message_id"),
        (shop, {"message_id": f"<dlv_{'0' * 32}@x.example>"}, "no_such_mail", "/message_id"),
        (shop, {"message_id": "<somebody@else.example>"}, "wrong_format", "/message_id"),
        (shop, {"address": an_address(shop, "other")}, "other_address", "/address"),
        (shop, {"status": "4.4.7"}, "wrong_format", "/status"),
    ):
        answer = office.ask("POST", "/v1/bounces", report | changes)

        assert answer.status_code == 422, answer.text
        (error,) = answer.json()["errors"]
        assert (error["code"], error["pointer"]) == (code, pointer)
    assert shop.get("/v1/subscriptions")["items"][0]["state"] == "active"


def test_an_organisation_says_it_in_its_own_words(shop: FrontOffice, mail_server: MailServer) -> None:
    address, place = an_address(shop), "/v1/templates/case.opened/fr"
    mail_to(shop, {"address": address}, "case.opened", language="fr")
    words = {"subject": "Merci : {{ data.number }}", "html": "<p>{{ data.reference }}</p>"}

    wrong = shop.ask("PUT", place, {"text": "Bonjour\n{{ data.nombre }}"}, headers={"Accept-Language": "fr"})
    seen = shop.ask("POST", f"{place}/preview", words)
    shop.ask("PUT", place, words)

    assert wrong.status_code == 422
    (error,) = wrong.json()["errors"]
    assert (error["code"], error["pointer"]) == ("template_unknown_name", "/text")
    assert error["detail"] == "Ligne 2 : « data.nombre » n'existe pas ici."
    assert seen.json()["subject"] == "Merci : 2026-000417"
    assert seen.json()["html"] == "<p>WEB-2026-000417</p>"
    shop.wait_for(place, lambda read: read["own"]["subject"] == words["subject"], "its own words")
    case = shop.submit(an_order())
    mail_server.wait_for(for_(address))
    (mail,) = to(mail_server, address)
    number = shop.case(case)["number"]
    assert mail.message["Subject"] == f"Merci : {number}"
    real = shop.ask("POST", f"{place}/preview", {"case": case}).json()
    assert real["subject"] == f"Merci : {number}"
    assert mail.part("plain").startswith("Dossier ouvert")


def test_low_stock_is_told_by_webhook_mail_and_chat(
    shop: FrontOffice, mail_server: MailServer, receiver: WebhookReceiver
) -> None:
    address = an_address(shop, "purchasing")
    shop.subscribe(receiver, "stock.low")
    mail_to(shop, {"address": address}, "stock.low")
    with WebhookReceiver() as chat:
        url = chat.url("/services/T0/B0/token")
        subscribed(shop, {"channel": "chat", "url": url, "format": "slack", "events": ["stock.low"]})
        shop.stock_up({"CH-100": 10})
        rule = {"point": 20, "up_to": 100, "pack": 10}

        shop.ask("PUT", "/v1/stock/main/CH-100/reorder-rule", rule)

        (told,) = receiver.wait_for(bool)
        (said,) = chat.wait_for(bool)
    mail_server.wait_for(for_(address))
    assert (told.payload["type"], told.payload["data"]["article"]) == ("stock.low", "CH-100")
    assert "CH\u200b" not in said.payload["text"]
    assert "CH-100" in said.payload["text"]
    assert to(mail_server, address)[0].message["Subject"] == "Stock is low: CH-100"


def test_a_chat_whose_address_is_gone_is_switched_off_without_its_secret_being_shown(
    shop: FrontOffice,
) -> None:
    with WebhookReceiver() as chat:
        chat.behave(status=410)
        url = chat.url("/services/T0/B0/token")
        body = {"channel": "chat", "url": url, "format": "teams", "events": ["case.opened"]}
        subscription = subscribed(shop, body)

        shop.submit(an_order())

        off = shop.wait_for(
            f"/v1/subscriptions/{subscription}", lambda read: read["state"] == "disabled", "switched off"
        )
    assert "token" not in str(off) + str(shop.items("/v1/deliveries"))


def test_in_a_sandbox_a_digest_comes_when_its_clock_is_put_forward(
    shop: FrontOffice, mail_server: MailServer
) -> None:
    key = shop.ask("POST", "/v1/api-keys", {"client": "crm", "mode": "test", "role": "admin"}).json()["key"]
    trial = FrontOffice(shop.url, key, f"{shop.tenant}~test")
    address = f"digest@{shop.tenant}.example"
    mail_to(trial, {"address": address}, "case.opened", pace="daily", hour=8)
    cases = [trial.submit(an_order()) for _ in range(2)]
    for case in cases:
        trial.wait_for("/v1/events", lambda read, case=case: case in str(read), "opened")  # type: ignore[misc]
    early = to(mail_server, address)

    trial.ask("POST", "/v1/sandbox/clock/advance", {"seconds": 86_400})

    mail_server.wait_for(for_(address))
    assert early == []
    mail = to(mail_server, address)[0]
    assert mail.message["Subject"] == "Summary: 2 events"
    assert all(trial.case(case)["number"] in mail.part("plain") for case in cases)


def test_a_wish_to_be_told_that_cannot_be_met_is_refused_whole(shop: FrontOffice) -> None:
    for body, pointer in (
        ({"channel": "mail", "events": ["*"]}, "/to"),
        ({"channel": "mail", "to": {"address": "a@b\r\nBcc: c@d"}, "events": ["*"]}, "/to/address"),
        ({"channel": "mail", "to": {"address": "a@b.example, c@d.example"}, "events": ["*"]}, "/to/address"),
        ({"channel": "mail", "to": {"role": "buyer"}, "events": ["stock.low"]}, "/events/0"),
        ({"channel": "chat", "url": "https://10.0.0.8/x", "format": "slack", "events": ["*"]}, "/url"),
        ({"channel": "chat", "url": "https://example.org/x", "events": ["*"]}, "/format"),
        ({"url": "https://example.org/x", "events": ["*"], "preference": {}}, "/preference"),
    ):
        answer = shop.ask("POST", "/v1/subscriptions", body)

        assert answer.status_code == 422, body
        assert pointer in {error["pointer"] for error in answer.json()["errors"]}, answer.json()
    assert shop.get("/v1/subscriptions")["items"] == []
