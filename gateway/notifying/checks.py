"""What is wrong with a wish to be told, before it is handed over."""

from collections.abc import Iterator, Mapping
from typing import Any

from gateway.endpoints import Call
from gateway.house import here
from gateway.refusing.problems import Fault, invalid
from services.notifications.queries.event_names import EVENT_NAMES, NAMED_ALONE
from services.notifications.queries.sandbox_receivers import is_scripted
from shared.security.outbound import Allowed, check_url

_FIELDS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "webhook": (("url",), ()),
    "mail": (("to",), ("preference",)),
    "chat": (("url", "format"), ("preference",)),
}
"""By channel: fields that a new subscription needs, and those that it may have besides."""

_OF_CHANNELS = ("url", "to", "format", "preference")


def check_new(call: Call) -> None:
    """Raises a 422 problem that names everything that is wrong."""
    body = call.body
    needed, _ = _FIELDS[body["channel"]]
    missing = [
        Fault("required", "This field is missing.", "Add it.", f"/{name}")
        for name in needed
        if name not in body
    ]
    _raise(
        [*missing, *_foreign(body, body["channel"]), *_faults(call, (body.get("to") or {}).get("role", ""))]
    )


def check_change(call: Call, known: Mapping[str, Any]) -> None:
    """As check_new, for a change of a subscription that is known."""
    role = (call.body["to"] if "to" in call.body else known["to"] or {}).get("role") or ""
    events = call.body.get("events", known["events"])
    _raise([*_foreign(call.body, known["channel"]), *_faults(call, role, events)])


def _raise(faults: list[Fault]) -> None:
    if faults:
        raise invalid(*faults)


def _foreign(body: Mapping[str, Any], channel: str) -> Iterator[Fault]:
    needed, more = _FIELDS[channel]
    for name in _OF_CHANNELS:
        if name in body and name not in (*needed, *more):
            yield Fault(
                "wrong_channel",
                "A subscription of the channel {channel} has no such field.",
                "Leave it out, or make a subscription of another channel.",
                f"/{name}",
                values={"channel": channel},
            )


def _faults(call: Call, role: str, events: Any = None) -> Iterator[Fault]:
    body, allowed = call.body, Allowed.read(here().settings.webhook_allow)
    if "url" in body and not is_scripted(call.caller.tenant, body["url"]):
        for why in check_url(body["url"], allowed):
            yield Fault("forbidden_url", why.words, "Give a public https address.", "/url", values=why.values)
    for index, name in enumerate(events if events is not None else body.get("events", ())):
        if name != "*" and name not in EVENT_NAMES:
            yield Fault(
                "unknown_event",
                "There is no such event.",
                "One of: *, {words}.",
                f"/events/{index}",
                values={"words": ", ".join(sorted(EVENT_NAMES))},
            )
        elif role and name in NAMED_ALONE:
            yield Fault(
                "not_of_a_case",
                "This event is about no case, so that it has no parties.",
                "Give a fixed address, or leave out this event.",
                f"/events/{index}",
            )
