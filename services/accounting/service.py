"""Accounting's table: which message leads to which decision."""

from collections.abc import Mapping

from services.accounting.adapters.erp import erp_performers
from services.accounting.collections import COLLECTIONS
from services.accounting.domain import account, acknowledging, limiting, syncing
from services.accounting.domain.adjusting import Adjusting
from services.accounting.domain.by_hand import ByHand
from services.accounting.domain.checking import Checking
from services.accounting.domain.closing import Closing
from services.accounting.domain.crediting import Crediting
from services.accounting.domain.invoicing import Invoicing
from services.accounting.domain.locking import Locking
from services.accounting.domain.matching import Matching
from services.accounting.domain.purchasing import Purchasing
from services.accounting.domain.recording import Recording
from services.accounting.domain.releasing import Releasing
from services.accounting.domain.returning import Returning
from services.accounting.domain.stock_valuing import StockValuing
from services.accounting.domain.unreturning import Unreturning
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
from shared.contracts.bookkeeping import (
    CloseYear,
    DefineAccount,
    LockPeriod,
    MatchLines,
    PostEntry,
    ReverseEntry,
    UnmatchLines,
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
    purchasing, returning, unreturning = Purchasing(rules), Returning(rules), Unreturning(rules)
    by_hand, locking, closing, matching = ByHand(rules), Locking(rules), Closing(rules), Matching(rules)
    valuing = StockValuing(rules)
    return Room(
        name="accounting",
        collections=COLLECTIONS,
        table=(
            on(CheckPayment, checking.check, needs=checking.needed),
            on(ReleasePayment, releasing.release, needs=releasing.needed),
            on(RecordPayment, recording.record, recording.needed, recording.further),
            on(AdjustCredit, adjusting.adjust, needs=adjusting.needed),
            on(IssueInvoice, invoicing.issue, invoicing.needed, invoicing.further),
            on(CreditInvoice, crediting.credit, crediting.needed, crediting.further),
            on(NoteSync, syncing.note, needs=syncing.needed),
            on(SetCreditLimit, limiting.set_limit, needs=limiting.needed),
            on(AcknowledgeEntries, acknowledging.acknowledge, needs=acknowledging.needed),
            on(PostPurchase, purchasing.post, purchasing.needed, purchasing.further),
            on(ReversePurchase, purchasing.reverse, purchasing.reverse_needed, purchasing.reverse_further),
            on(IssueCreditNote, returning.issue, returning.needed, returning.further),
            on(ReverseCreditNote, unreturning.reverse, unreturning.needed, unreturning.further),
            on(PostStockValue, valuing.post, valuing.needed, valuing.further),
            on(DefineAccount, account.define, needs=account.needed),
            on(PostEntry, by_hand.post, by_hand.needed, by_hand.further),
            on(ReverseEntry, by_hand.reverse, by_hand.reverse_needed, by_hand.reverse_further),
            on(MatchLines, matching.match, matching.needed, matching.further),
            on(UnmatchLines, matching.unmatch, matching.unmatch_needed, matching.unmatch_further),
            on(LockPeriod, locking.lock, needs=locking.needed),
            on(CloseYear, closing.close, needs=closing.needed),
        ),
        performers=erp_performers(settings.erp),
    )


class Accounting:
    """The nameko service."""

    name = "accounting"
    runs = Runs(room)
