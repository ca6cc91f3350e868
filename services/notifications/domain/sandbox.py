"""Trials: in a sandbox, webhooks and chats at this host are answered here, as the path says, and mail to it as the
address says. Nobody is called: names that end in `.invalid` lead nowhere (RFC 2606, section 2)."""

import re
from urllib.parse import urlsplit

from shared.contracts.sandbox import is_sandbox

HOST = "receiver.coulisse.invalid"

_FAILS_FIRST = re.compile(r"/fails/([1-9])")


def answer_to(tenant: str, url: str, attempt: int) -> int | None:
    """The HTTP status that a trial asks for, for this attempt (1: the first); None where somebody has to be called.

    `/accepts`: 204; `/fails`: 500; `/fails/3`: 500 three times, then 204; `/gone`: 410; anything else: 404.
    """
    if not is_sandbox(tenant):
        return None
    parts = urlsplit(url)
    if parts.hostname != HOST:
        return None
    if match := _FAILS_FIRST.fullmatch(parts.path):
        return 500 if attempt <= int(match[1]) else 204
    return {"/accepts": 204, "/fails": 500, "/gone": 410}.get(parts.path, 404)


_PUT_OFF_FIRST = re.compile(r"put-off-([1-9])")


def reply_to(tenant: str, address: str, attempt: int) -> int | None:
    """The reply of SMTP that a trial asks for by its address at HOST, for this attempt; None where mail is to be sent.

    `accepts@`: 250; `put-off@`: 451; `put-off-3@`: 451 three times, then 250; anything else: 550.
    """
    local, _, domain = address.rpartition("@")
    if not is_sandbox(tenant) or domain.lower() != HOST:
        return None
    if match := _PUT_OFF_FIRST.fullmatch(local):
        return 451 if attempt <= int(match[1]) else 250
    return {"accepts": 250, "put-off": 451}.get(local, 550)
