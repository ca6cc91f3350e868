"""The outside world at the Performer port: inspectors of files, an ERP, receivers of webhooks, mail and chats.

Each may fail, or do its work and lose the answer. The ERP is reached through accounting's own connector; only its HTTP
calls are replaced.
"""

import json
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from random import Random
from typing import Any, cast

from services.accounting.adapters.erp import DELAYS as ERP_DELAYS
from services.accounting.adapters.erp import MOST_ENTRIES, ErpConnector, exhausted
from services.accounting.adapters.erp_http import Answer as ErpAnswer
from services.accounting.adapters.erp_http import ErpHttp, UnknownOutcomeError, UnreachedError
from services.accounting.domain.posting import SendEntry
from services.notifications.adapters.answers import result_of
from services.notifications.adapters.mails import judged
from services.notifications.adapters.orders import Order
from services.notifications.adapters.posting import Answer
from services.notifications.adapters.recipients import Recipient
from services.notifications.adapters.relay import Said
from services.notifications.domain.delivery import Delivery, SendChat, Sending, SendMail, SendWebhook
from services.notifications.domain.subscription import ClientSubscriptions, id_of
from services.validation.adapters.inspecting import DELAYS as INSPECTION_DELAYS
from services.validation.adapters.inspecting import MOST_CASES, not_inspected
from services.validation.domain.inspect_case import InspectCase
from shared.contracts.documents import NoteInspection
from shared.contracts.values import Finding
from shared.persistence.memory import MemoryStore
from shared.runtime.performing import Done, Effort, GivenUp, Performer, Result, TryAgain
from tests.simulation.editions import is_error
from tests.simulation.faults import Faults

WEBHOOK_DELAYS = tuple(timedelta(seconds=s) for s in (5, 300, 1800, 7200, 18000, 36000, 50400, 72000))


class Inspectors:
    """Look into files: there is a finding of a document whose id says `bad` or `odd`, an error or a warning as the
    check's version has it; `cursed` ones end the inspecting program each time."""

    def __init__(self, random: Random, faults: Faults) -> None:
        self._random = random
        self._faults = faults

    def performer(self) -> Performer[InspectCase]:
        return Performer(
            InspectCase, self._perform, not_inspected, INSPECTION_DELAYS, time_limit=timedelta(seconds=160),
            most=MOST_CASES, at_once=2,
        )  # fmt: skip

    def _perform(self, efforts: Sequence[Effort[InspectCase]]) -> Sequence[Result]:
        if self._faults.strikes(self._faults.rates.partner_fails):
            raise OSError("the inspecting program died")
        return [self._looked_at(effort.what) for effort in efforts]

    def _looked_at(self, what: InspectCase) -> Result:
        ids = [reference.document for reference in what.documents]
        if any("cursed" in id for id in ids):
            return TryAgain("the inspecting program died")
        note = NoteInspection(
            case=what.case,
            step=what.step,
            round=what.round,
            findings=tuple(_finding(id) for id in ids if "bad" in id or "odd" in id),
            sha256={id: id.rpartition("_")[2].rjust(64, "0") for id in ids},
        )
        return Done((note,))


def _finding(document: str) -> Finding:
    return Finding(
        rule="file.readable",
        rule_version=1,
        severity="error" if is_error(document) else "warning",
        where=f"document:{document}",
        message_en="The file cannot be read.",
        message_fr="Le fichier est illisible.",
        remedy_en="Send it again.",
        remedy_fr="Renvoyez-le.",
    )


def refuses(key: str) -> bool:
    """Whether the ERP turns this entry down, whenever it comes."""
    return key.startswith("ent_0")


class Erp:
    """An ERP that honours idempotency keys, or, in every other world, one that can only be asked what it has. booked:
    how often each key was booked."""

    def __init__(self, random: Random, faults: Faults) -> None:
        self._random = random
        self._faults = faults
        self._honours_keys = random.random() < 0.5
        self.booked: Counter[str] = Counter()

    def performer(self) -> Performer[SendEntry]:
        connector = ErpConnector(cast(ErpHttp, self))
        return Performer(
            SendEntry,
            connector.perform,
            exhausted,
            ERP_DELAYS,
            time_limit=timedelta(seconds=20),
            most=MOST_ENTRIES,
        )

    def ask(self, key: str, _seconds: float, _traceparent: str = "") -> ErpAnswer:
        self._fail()
        if not self.knows(key):
            return ErpAnswer(404, b"{}", "")
        return ErpAnswer(200, json.dumps({"reference": f"ERP-{key}"}).encode(), "")

    def send(self, entries: list[dict[str, Any]], _seconds: float, _traceparent: str = "") -> ErpAnswer:
        self._fail()
        if self._faults.strikes(self._faults.rates.partner_fails):
            return ErpAnswer(self._random.choice((401, 429, 500, 503)), b"", "")
        keys = [str(entry["idempotency_key"]) for entry in entries]
        if any(refuses(key) for key in keys):
            return ErpAnswer(422, b'{"error": "unknown account"}', "")
        for key in keys:
            self._book(key)
        if self._faults.strikes(self._faults.rates.partner_forgets):
            raise UnknownOutcomeError("the answer was lost")
        results = [{"idempotency_key": key, "status": 201, "reference": f"ERP-{key}"} for key in keys]
        return ErpAnswer(207, json.dumps({"results": results}).encode(), "")

    def knows(self, key: str) -> bool:
        return key in self.booked

    def _book(self, key: str) -> None:
        if key not in self.booked or not self._honours_keys:
            self.booked[key] += 1

    def _fail(self) -> None:
        if self._faults.strikes(self._faults.rates.partner_fails):
            raise UnreachedError("connection refused")


class Receivers:
    """Endpoints of subscriptions: in some worlds `sub_dead` never answers; `sub_gone` answers 410, and the mail server
    knows no such address as that of `sub_bounce`.

    got: how often each delivery came, by subscription and `webhook-id`; bounced: subscriptions whose address did.
    """

    def __init__(self, random: Random, faults: Faults, notifications: MemoryStore) -> None:
        self._random = random
        self._faults = faults
        self._notifications = notifications
        self._has_dead = random.random() < 0.2
        self.got: Counter[tuple[str, str]] = Counter()
        self.bounced: set[str] = set()

    def performers(self) -> tuple[Performer[Any], ...]:
        ways = ((SendWebhook, self._post), (SendChat, self._post), (SendMail, self._mail))
        return tuple(
            Performer(
                kind,
                lambda efforts, send=send: [send(effort) for effort in efforts],  # type: ignore[misc]
                lambda _effort, _why: (),
                WEBHOOK_DELAYS,
            )
            for kind, send in ways
        )

    def _mail(self, effort: Effort[SendMail]) -> Result:
        if not self._wanted(effort):
            return GivenUp("the subscription was deleted or disabled")
        if self._faults.strikes(self._faults.rates.partner_fails):
            return TryAgain("no mail server answers")
        said = self._reply(effort)
        result = judged(said, effort, Order({}, ""), Recipient("", f"bnc_{effort.what.subscription}"), ())
        if said.accepted:
            self.got[effort.what.subscription, effort.id] += 1
            if self._faults.strikes(self._faults.rates.partner_forgets):
                return TryAgain("the answer was lost")
        elif said.bounced:
            self.bounced.add(effort.what.subscription)
        return result

    def _reply(self, effort: Effort[SendMail]) -> Said:
        if effort.what.subscription == "sub_bounce":
            return Said("recipient", 550, "5.1.1")
        if self._faults.strikes(self._faults.rates.partner_fails):
            return self._random.choice((Said("recipient", 450, "4.2.1"), Said("sender", 550, "5.7.1")))
        return Said("message", 250, "2.0.0")

    def _post(self, effort: Effort[Any]) -> Result:
        what, rates = effort.what, self._faults.rates
        if not self._wanted(effort):
            return GivenUp("the subscription was deleted or disabled")
        if what.subscription == "sub_gone":
            return result_of(Answer(410, None), what, effort.now, timedelta(0))
        if (self._has_dead and what.subscription == "sub_dead") or self._faults.strikes(rates.partner_fails):
            return TryAgain("no answer")
        if self._faults.strikes(rates.partner_fails):
            status = self._random.choice((302, 404, 429, 500, 503))
            return result_of(Answer(status, "3"), what, effort.now, timedelta(seconds=5))
        assert self._notifications.entities[Delivery][what.delivery].entity.id == effort.id
        self.got[what.subscription, effort.id] += 1
        if self._faults.strikes(rates.partner_forgets):
            return TryAgain("the answer was lost")
        return result_of(Answer(204, None), what, effort.now, timedelta(seconds=5))

    def _wanted(self, effort: Effort[Sending]) -> bool:
        id = id_of(effort.tenant, effort.what.client)
        client = cast(ClientSubscriptions, self._notifications.entities[ClientSubscriptions][id].entity)
        subscription = client.find(effort.what.subscription)
        return subscription is not None and subscription.state == "active"
