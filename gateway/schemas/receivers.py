"""Subscriptions: who is told, over which channel, how and when."""

from typing import Any

from marshmallow import ValidationError, validates_schema

from gateway.refusing.problems import Fault
from gateway.schemas import shown
from gateway.schemas.answers import Answer
from gateway.schemas.composed import Items, Part
from gateway.schemas.explained import Choice, Shape, Text, Whole, refuse
from gateway.schemas.parties import ROLES
from gateway.schemas.truth import Truth

CHANNELS = ("webhook", "mail", "chat")
FORMATS = ("slack", "teams")
_CLOCK = r"([01][0-9]|2[0-3]):[0-5][0-9]"
_URL = r"[!-~]+"
EMAIL = r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~\-]{1,64}@[A-Za-z0-9\-]{1,63}(\.[A-Za-z0-9\-]{1,63})*"


class MailRecipient(Shape):
    """Either a fixed address, or the role of the party of a case that is written to."""

    address = Text(254, least=3, pattern=EMAIL, wanted="one e-mail address in ASCII, without a name")
    role = Choice(*ROLES)

    @validates_schema
    def is_one_of_both(self, data: dict[str, Any], **_: Any) -> None:
        """Both would be two recipients."""
        if len(data) != 1:
            raise refuse("one_of_both", "Exactly one of address and role is expected.", "Send one of them.")


class QuietHours(Shape):
    """`HH:MM` on the clock of the organisation's time zone; the first minute is quiet, the last is not."""

    begin = Text(
        5, least=5, pattern=_CLOCK, wanted="hours and minutes, such as 22:00", required=True, data_key="from"
    )
    until = Text(5, least=5, pattern=_CLOCK, wanted="hours and minutes, such as 22:00", required=True)

    @validates_schema
    def last(self, data: dict[str, Any], **_: Any) -> None:
        """All day long would be never."""
        if data["begin"] == data["until"]:
            fault = Fault("empty_period", "These hours end when they begin.", "Give a later end.")
            raise ValidationError({"until": [fault]})


class Preference(Shape):
    """How and when a person is told, by mail or chat. hour: of daily digests."""

    language = Choice("en", "fr", load_default="en")
    pace = Choice("each", "hourly", "daily", load_default="each")
    hour = Whole(0, 23, load_default=8)
    quiet = Part(QuietHours)
    urgent_passes = Truth(load_default=True)


class NewSubscription(Shape):
    """Where to be told, and of what: names of events, or `*` for everything of this client's cases.

    url: of a webhook or chat; to: of mail; format: of a chat; preference: of mail and chat."""

    channel = Choice(*CHANNELS, load_default="webhook")
    url = Text(2048, least=8, pattern=_URL, wanted="an address without spaces")
    to = Part(MailRecipient)
    format = Choice(*FORMATS)
    events = Items(Text(60), least=1, most=40, required=True)
    preference = Part(Preference)


class SubscriptionChange(Shape):
    """What is left out stays as it is; a preference is given whole."""

    url = Text(2048, least=8, pattern=_URL, wanted="an address without spaces")
    to = Part(MailRecipient)
    events = Items(Text(60), least=1, most=40)
    preference = Part(Preference)
    disabled = Truth()

    @validates_schema
    def says_something(self, data: dict[str, Any], **_: Any) -> None:
        """A change of nothing is a mistake."""
        if not data:
            raise refuse(
                "empty",
                "Nothing is to be changed.",
                "Send at least one of url, to, events, preference and disabled.",
            )


class ShownRecipient(Answer):
    """Whom mail goes to."""

    address = shown.words("Null where a role is written to.", null=True)
    role = shown.words("Null where the address is fixed.", null=True, example="buyer")


class ShownQuietHours(Answer):
    """When nothing is told but what is urgent, if that."""

    begin = shown.words(example="22:00", data_key="from")
    until = shown.words(example="07:00")


class ShownPreference(Answer):
    """How and when a person is told."""

    language = shown.one_of("en", "fr")
    pace = shown.one_of("each", "hourly", "daily")
    hour = shown.whole("Of daily digests, on the clock of the organisation.")
    quiet = shown.part(ShownQuietHours, "Null for none.", null=True)
    urgent_passes = shown.truth("Whether what is told of urgent cases waits for neither digest nor morning.")
