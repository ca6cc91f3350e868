"""Accounting's table: which message leads to which decision."""

from collections.abc import Mapping

from services.accounting.adapters.erp import erp_performers
from services.accounting.collections import COLLECTIONS
from services.accounting.domain import acknowledging, limiting, purchasing, returning, stock_value, syncing
from services.accounting.domain.adjusting import Adjusting
from services.accounting.domain.checking import Checking
from services.accounting.domain.crediting import Crediting
from services.accounting.domain.invoicing import Invoicing
from services.accounting.domain.recording import Recording
from services.accounting.domain.releasing import Releasing
from services.accounting.settings import Settings
from shared.contracts.accounts import (
    AcknowledgeEntries,
    AdjustCredit,
    CheckPayment,
    CreditInvoice,
    IssueInvoice,
    NoteSync,
    RecordPayment,
    ReleasePayment,
    SetCreditLimit,
)
from shared.contracts.credit_notes import IssueCreditNote, ReverseCreditNote
from shared.contracts.decision import on
from shared.contracts.purchases import PostPurchase, ReversePurchase
from shared.contracts.stock_value import PostStockValue
from shared.runtime.nameko_host import Runs
from shared.runtime.room import Room


def room(environ: Mapping[str, str]) -> Room:
    """Everything the runtime needs to know of accounting. Raises SettingsError."""
    settings = Settings.read(environ)
    rules = settings.rules
    checking, releasing, recording = Checking(rules), Releasing(rules), Recording(rules)
    invoicing, crediting, adjusting = Invoicing(rules), Crediting(rules), Adjusting(rules)
    return Room(
        name="accounting",
        collections=COLLECTIONS,
        table=(
            on(CheckPayment, checking.check, needs=checking.needed),
            on(ReleasePayment, releasing.release, needs=releasing.needed),
            on(RecordPayment, recording.record, needs=recording.needed),
            on(AdjustCredit, adjusting.adjust, needs=adjusting.needed),
            on(IssueInvoice, invoicing.issue, needs=invoicing.needed),
            on(CreditInvoice, crediting.credit, needs=crediting.needed),
            on(NoteSync, syncing.note, needs=syncing.needed),
            on(SetCreditLimit, limiting.set_limit, needs=limiting.needed),
            on(AcknowledgeEntries, acknowledging.acknowledge, needs=acknowledging.needed),
            on(PostPurchase, purchasing.post_purchase),
            on(ReversePurchase, purchasing.reverse_purchase),
            on(IssueCreditNote, returning.issue_credit_note),
            on(ReverseCreditNote, returning.reverse_credit_note),
            on(PostStockValue, stock_value.post_value),
        ),
        performers=erp_performers(settings.erp),
    )


class Accounting:
    """The nameko service."""

    name = "accounting"
    runs = Runs(room)
