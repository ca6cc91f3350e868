"""PostStockValue: what goods that move change of the stock's value (permanent inventory)."""

from collections.abc import Iterable
from dataclasses import dataclass

from services.accounting.domain.amount import cents, whole_cents
from services.accounting.domain.chart import MISCELLANEOUS_JOURNAL, STOCK, STOCK_CHANGE
from services.accounting.domain.entering import Entering, Place
from services.accounting.domain.journal_entry import JournalEntry, on_credit, on_debit
from services.accounting.domain.posting import Draft, stock_entry_id
from services.accounting.domain.rules import Rules
from shared.contracts.decision import NOTHING, Decision, Key, Known, Moment, Need
from shared.contracts.stock_value import PostStockValue, ValueReason

_SAID: dict[ValueReason, str] = {
    "purchase": "Entrée en stock",
    "return": "Retour en stock",
    "shipment": "Sortie de stock",
    "count": "Écart d'inventaire",
    "reversal": "Annulation d'un mouvement de stock",
}


@dataclass(frozen=True)
class StockValuing:
    """Decides on PostStockValue."""

    rules: Rules

    @property
    def entering(self) -> Entering:
        return Entering(self.rules)

    def needed(self, message: PostStockValue, moment: Moment) -> Iterable[Need]:
        return (
            Key(JournalEntry, stock_entry_id(message.movement)),
            *self.entering.needed(_place(message), moment),
        )

    def further(self, message: PostStockValue, known: Known, moment: Moment) -> Iterable[Need]:
        return self.entering.further(_place(message), known, moment)

    def post(self, message: PostStockValue, known: Known, moment: Moment) -> Decision:
        """One entry for each movement, once: 370 against 6037. Raises ValueError for what no ledger can hold, which
        logistics never sends."""
        id = stock_entry_id(message.movement)
        if known.get(JournalEntry, id) is not None:
            return NOTHING
        if message.currency != self.rules.currency or not whole_cents(message.amount) or not message.amount:
            raise ValueError(
                f"movement {message.movement}: {message.amount} {message.currency} cannot be posted"
            )
        place = _place(message)
        (journal,) = self.entering.series_at(place, known, moment)
        label = f"{_SAID[message.reason]} - dépôt {message.warehouse}"
        amount = cents(message.amount)
        lines = (on_debit(STOCK, amount, label), on_credit(STOCK_CHANGE, amount, label))
        case = message.case if message.case.startswith("case_") else ""
        draft = Draft(id, message.movement, message.moved_on, label, case, lines)
        entered = self.entering.enter(draft, place, journal, known, moment)
        return Decision(save=(journal, *entered.save), add=entered.add, effects=entered.effects)


def _place(message: PostStockValue) -> Place:
    """Today, whenever the goods moved: by then the value was told."""
    return Place(message.ledger, (MISCELLANEOUS_JOURNAL,))
