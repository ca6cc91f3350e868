"""Messages into chats: as Slack and Teams want them, to public addresses alone, and never with the address shown."""

from typing import Any

import pytest
from pymongo.database import Database

from services.notifications.queries.deliveries import deliveries_of
from services.notifications.queries.subscriptions import subscriptions_of
from shared.runtime.performing import Done, GivenUp, TryAgain
from tests.integration.notifications.sending import Sending
from tests.support.webhook_receiver import WebhookReceiver
from tests.unit.notifications.messages import a_closed_case

SECRET_PATH = "/services/T000/B000/secret-token"


@pytest.fixture
def chatting(database: Database[dict[str, Any]], receiver: WebhookReceiver) -> Sending:
    return Sending(database, allow=f"127.0.0.1:{receiver.port}")


def test_slack_is_told_in_one_text(chatting: Sending, receiver: WebhookReceiver) -> None:
    chatting.chat_at(receiver.url(SECRET_PATH), "slack")
    chatting.tell(a_closed_case())

    assert isinstance(chatting.post_chat(), Done)

    (told,) = receiver.received
    assert told.path == SECRET_PATH
    assert told.payload["text"].splitlines()[0] == "*Case closed*"
    assert "Reference: WEB-17" in told.payload["text"]


def test_teams_is_told_by_an_adaptive_card(chatting: Sending, receiver: WebhookReceiver) -> None:
    chatting.chat_at(receiver.url(SECRET_PATH), "teams")
    chatting.tell(a_closed_case())

    chatting.post_chat()

    (attachment,) = receiver.received[0].payload["attachments"]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert r"WEB\-17" in attachment["content"]["body"][0]["text"]


@pytest.mark.parametrize(
    ("status", "ends"), [(410, GivenUp), (404, TryAgain), (429, TryAgain), (302, TryAgain)]
)
def test_a_chats_answer_means_what_a_webhooks_does(
    chatting: Sending, receiver: WebhookReceiver, status: int, ends: type[Any]
) -> None:
    receiver.behave(status=status)
    chatting.chat_at(receiver.url(SECRET_PATH), "slack")
    chatting.tell(a_closed_case())

    assert isinstance(chatting.post_chat(), ends)


def test_an_address_inside_the_house_is_not_called(chatting: Sending) -> None:
    chatting.chat_at("https://169.254.169.254/services/x", "slack")
    chatting.tell(a_closed_case())

    result = chatting.post_chat()

    assert isinstance(result, TryAgain)
    assert "not public" in result.why


def test_the_secret_part_of_the_address_is_shown_and_kept_nowhere(
    chatting: Sending, receiver: WebhookReceiver
) -> None:
    chatting.chat_at(receiver.url(SECRET_PATH), "slack")
    chatting.tell(a_closed_case())
    chatting.post_chat()

    database = chatting.database
    kept = [str(list(database[name].find())) for name in database.list_collection_names()]
    shown = [subscriptions_of(database, "acme", "shop"), deliveries_of(database, "acme", "shop")]

    assert not any("secret-token" in one for one in (*kept, *map(str, shown)))
