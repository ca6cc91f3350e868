"""What a message would look like: with values made up, or with what was told of a case."""

from collections.abc import Mapping
from typing import Any

from bson.codec_options import CodecOptions
from pymongo.database import Database

from services.notifications.adapters.texts import own_parts
from services.notifications.collections import EVENTS
from services.notifications.domain.digest import DIGEST as DIGEST_TYPE
from services.notifications.domain.template import DEFAULT, DIGEST
from services.notifications.rendering.chat_formats import FORMATS
from services.notifications.rendering.context import context_of, payload_of
from services.notifications.rendering.flaws import Flaw
from services.notifications.rendering.samples import sample
from services.notifications.rendering.words import (
    Parts,
    UnfitTemplateError,
    flaws_in,
    in_chat,
    in_mail,
    render,
)

__all__ = ["Flaw", "flaws", "preview", "sample", "told_of"]

TIME_LIMIT_MS = 2000
_MOST_GATHERED = 20
_Document = dict[str, Any]


def flaws(parts: Parts, name: str, language: str) -> list[Flaw]:
    """What is wrong with an organisation's parts of the template of this name, also when it is used on made-up values;
    empty when they may be used."""
    found = flaws_in(parts, name)
    if found:
        return found
    context = context_of(sample(name), "acme", language)
    for part, text in parts.items():
        if text is not None:
            try:
                render(part, text, language, context)
            except UnfitTemplateError as error:
                found.append(error.flaw)
    return found


def preview(
    database: Database[_Document], tenant: str, language: str, payload: Mapping[str, Any], parts: Parts
) -> _Document:
    """The message in all its forms. parts: not yet set, in place of the organisation's; None for what stands.
    Keys: subject, text, html, slack and teams (the text of either chat), unfit (parts that fail on these values,
    so that the house's are shown)."""
    own = own_parts(database, tenant, payload["type"], language)
    own.update({part: text for part, text in parts.items() if text is not None})
    words = in_mail(payload, tenant, language, own)
    chats, unfit = {}, list(words.unfit)
    for name, chat in FORMATS.items():
        text, fits = in_chat(payload, tenant, language, own, chat.escape)
        chats[name] = text
        if not fits and "chat" not in unfit:
            unfit.append("chat")
    return {"subject": words.subject, "text": words.text, "html": words.html, **chats, "unfit": unfit}


def told_of(database: Database[_Document], tenant: str, case: str, name: str) -> _Document | None:
    """The payload of the latest event of this name that was told of a case; the latest of any name for `default`, and a
    digest of the latest ones for `digest`. None when there is none, or it is no longer kept."""
    wanted: _Document = {"tenant": tenant, "case": case}
    if name not in (DEFAULT, DIGEST):
        wanted["type"] = name
    events = database.get_collection(EVENTS, codec_options=CodecOptions(tz_aware=True))
    rows = events.find(wanted, {"body": 1}, max_time_ms=TIME_LIMIT_MS).sort("number", -1)
    payloads = [payload_of(row["body"]) for row in rows.limit(_MOST_GATHERED if name == DIGEST else 1)]
    if not payloads or name != DIGEST:
        return payloads[0] if payloads else None
    newest = payloads[0]
    return {**newest, "type": DIGEST_TYPE, "data": {"events": payloads[::-1], "more": 0}}
