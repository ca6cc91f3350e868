"""Whom a mail goes to: a fixed address, or the party of the case in a role, read where personal data lies."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pymongo.database import Database

from services.notifications.collections import BOUNCES, CASE_PARTIES
from services.notifications.domain.bouncing import bounce_key
from services.notifications.domain.delivery import Sending
from shared.contracts.notifying import ADDRESS_PURPOSE
from shared.security.bounced_address import bounce_ids
from shared.security.sealing import Sealer
from shared.security.vault import ErasedError, Vault

ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})*")
"""What is handed to a mail server as an address: the usual characters of RFC 5321, and nothing that could be more than
one."""

_TIME_LIMIT_MS = 2000


@dataclass(frozen=True, slots=True)
class Recipient:
    """bounce: under which it is noted that the address takes no mail; older_bounces: the same from before the master
    key changed."""

    address: str = field(repr=False)
    bounce: str
    older_bounces: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Nobody:
    """There is nobody to write to."""

    why: str


@dataclass(frozen=True)
class Recipients:
    """Reads the notifications database and the vault."""

    database: Database[dict[str, Any]]
    sealer: Sealer
    vault: Vault

    def of(self, tenant: str, subscription: Mapping[str, Any], what: Sending) -> Recipient | Nobody:
        role = subscription.get("role", "")
        if not role:
            return self._recipient(self.sealer.unseal(subscription["sealed_address"], ADDRESS_PURPOSE))
        address = self._party(tenant, what.case, role)
        if isinstance(address, Nobody):
            return address
        found = self._recipient(address)
        if isinstance(found, Recipient) and self._has_bounced(tenant, what.client, found):
            return Nobody(f"the address of the {role} bounced and was not allowed again")
        return found

    def _recipient(self, address: str) -> Recipient | Nobody:
        if not ADDRESS.fullmatch(address):
            return Nobody("the mail address is written in a way that no mail is sent to")
        bounce, *older = bounce_ids(self.sealer, address)
        return Recipient(address, bounce, tuple(older))

    def _party(self, tenant: str, case: str, role: str) -> str | Nobody:
        row = self.database[CASE_PARTIES].find_one(
            {"_id": case, "tenant": tenant}, max_time_ms=_TIME_LIMIT_MS
        )
        ref = (row or {}).get("refs", {}).get(role)
        if ref is None:
            return Nobody(f"the case has no {role}")
        try:
            email = self.vault.read(tenant, ref).get("email")
        except ErasedError:
            return Nobody(f"the data of the {role} was erased")
        return str(email) if email else Nobody(f"the {role} has no mail address")

    def _has_bounced(self, tenant: str, client: str, recipient: Recipient) -> bool:
        ids = [bounce_key(tenant, client, one) for one in (recipient.bounce, *recipient.older_bounces)]
        found = self.database[BOUNCES].find_one(
            {"_id": {"$in": ids}, "tenant": tenant, "allowed_at": None},
            {"_id": 1},
            max_time_ms=_TIME_LIMIT_MS,
        )
        return found is not None
