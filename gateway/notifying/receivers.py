"""Where somebody is told: as it travels and lies (addresses sealed), and as its own client may read it."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from gateway.house import here
from shared.contracts.notifying import ADDRESS_PURPOSE, Preference


def fields_of(body: Mapping[str, Any], channel: str) -> dict[str, Any]:
    """What a command says of the receiver; only what the body names.

    The address of a chat is a secret (whoever knows it can post there), a mail address is personal data: both are
    sealed here."""
    found: dict[str, Any] = {}
    if "url" in body:
        found["url"] = body["url"] if channel == "webhook" else _origin(body["url"])
        if channel == "chat":
            found["sealed_address"] = _sealed(body["url"])
    if "to" in body:
        address = body["to"].get("address", "")
        found |= {"sealed_address": _sealed(address) if address else "", "role": body["to"].get("role", "")}
    if "preference" in body:
        found["preference"] = Preference(**_flat(body["preference"]))
    return found


def shown(subscription: dict[str, Any] | None) -> dict[str, Any] | None:
    """A subscription for its client."""
    if subscription is None:
        return None
    sealed, role = subscription.pop("sealed_address"), subscription.pop("role")
    mail = subscription["channel"] == "mail"
    address = here().sealer.unseal(sealed, ADDRESS_PURPOSE) if mail and sealed else None
    subscription["to"] = {"address": address, "role": role or None} if mail else None
    if (preference := subscription["preference"]) is not None:
        begin, end = preference.pop("quiet_from"), preference.pop("quiet_until")
        preference["quiet"] = {"from": begin, "until": end} if begin else None
    return subscription


def _flat(preference: Mapping[str, Any]) -> dict[str, Any]:
    flat = {name: value for name, value in preference.items() if name != "quiet"}
    quiet = preference.get("quiet")
    return flat | {"quiet_from": quiet["begin"], "quiet_until": quiet["until"]} if quiet else flat


def _sealed(text: str) -> str:
    return here().sealer.seal(text, ADDRESS_PURPOSE)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
