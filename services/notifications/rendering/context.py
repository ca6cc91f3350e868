"""What a template is given of an event or digest."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from services.notifications.domain.digest import DIGEST
from services.notifications.rendering.wording import FACTS, title_of

_OTHER_LANGUAGE = {"en": "wanted_fr", "fr": "wanted_en"}


def context_of(payload: Mapping[str, Any], organisation: str, language: str) -> dict[str, Any]:
    """The names of the template: `organisation`, and `event` with its `data`, or `events` and how many `more`."""
    if payload["type"] == DIGEST:
        events = [_event(one, language) for one in payload["data"]["events"]]
        return {"organisation": organisation, "events": events, "more": payload["data"]["more"]}
    event = _event(payload, language)
    return {"organisation": organisation, "event": event, "data": event["data"]}


def payload_of(body: str) -> dict[str, Any]:
    """A stored body, read."""
    found: dict[str, Any] = json.loads(body)
    return found


def _event(payload: Mapping[str, Any], language: str) -> dict[str, Any]:
    data = payload["data"]
    return {
        **{name: payload[name] for name in ("id", "type", "timestamp", "client")},
        "title": title_of(payload["type"], language),
        "data": data,
        "facts": list(_facts(data, language)),
    }


def _facts(data: Mapping[str, Any], language: str) -> Iterator[dict[str, str]]:
    """Name and value of whatever people have a word for, in the order in which it is told."""
    for name, value in (*data.items(), *data.get("details", {}).items()):
        words = FACTS.get(name)
        if words is None or value in ("", None, []) or name == _OTHER_LANGUAGE[language]:
            continue
        yield {"name": words[language == "fr"], "value": _shown(name, value, language)}


def _shown(name: str, value: Any, language: str) -> str:
    if isinstance(value, list):
        return "; ".join(map(str, value))
    if name.endswith("_at"):
        at = datetime.fromisoformat(str(value))
        return at.strftime("%d/%m/%Y %H:%M UTC" if language == "fr" else "%Y-%m-%d %H:%M UTC")
    if name == "gross" and language == "fr":
        return str(value).replace(".", ",")
    return str(value)
