"""How Slack and Teams want a message that a program posts to one of their incoming webhooks."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+!|>~-])")
_SLACK = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;"}
_SLACK_MARKS = re.compile(r"((?<![^\W_])[*_~`]|[*_~`](?![^\W_]))")
_HIDDEN = "\u200b"


@dataclass(frozen=True, slots=True)
class ChatFormat:
    """escape: what is done to values, so that none of them becomes a link, a mention or a heading; body: the JSON that
    is posted, given the text."""

    escape: Callable[[str], str]
    body: Callable[[str], dict[str, Any]]


def _slack_escape(value: str) -> str:
    """https://docs.slack.dev/messaging/formatting-message-text: three characters are escaped, which keeps values from
    being links and mentions; marks of emphasis have no escape, so those at the edge of a
    word are parted from it."""
    return _SLACK_MARKS.sub(_HIDDEN + r"\1" + _HIDDEN, value.translate(_SLACK))


def _slack(text: str) -> dict[str, Any]:
    """At most 40,000 characters are shown."""
    return {"text": _cut(text, 39_000), "unfurl_links": False, "unfurl_media": False}


def _teams_escape(value: str) -> str:
    return _MARKDOWN.sub(r"\\\1", value)


def _teams(text: str) -> dict[str, Any]:
    """An adaptive card, as workflows take it; a whole message has at most 28 KB. Line breaks of a text block are those
    of Markdown."""
    block = {"type": "TextBlock", "text": _cut(text, 6_000).replace("\n", "\n\n"), "wrap": True}
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": [block],
    }
    attachment = {
        "contentType": "application/vnd.microsoft.card.adaptive",
        "contentUrl": None,
        "content": card,
    }
    return {"type": "message", "attachments": [attachment]}


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


FORMATS: Mapping[str, ChatFormat] = {
    "slack": ChatFormat(_slack_escape, _slack),
    "teams": ChatFormat(_teams_escape, _teams),
}
