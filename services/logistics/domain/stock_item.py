"""One article in one warehouse: how much is there, how much of it is promised, and what it is worth."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from services.logistics.domain.reorder_rule import ReorderRule
from services.logistics.domain.sandbox import on_shelf
from shared.contracts.decision import Key, Known
from shared.contracts.quick import replace
from shared.contracts.values import StockLine

ZERO = Decimal(0)
_CENT = Decimal("0.01")
_COST_PLACES = Decimal("0.0001")


def _part(text: str) -> str:
    return text.replace("%", "%25").replace("/", "%2F")


def item_id(tenant: str, warehouse: str, article: str) -> str:
    """`tenant/warehouse/article`; a slash or per cent sign inside a part is escaped, so that no two items
    share one."""
    id = f"{tenant}/{warehouse}/{article}"
    if "%" in id or id.count("/") > 2:
        return "/".join((_part(tenant), _part(warehouse), _part(article)))
    return id


def article_of(item: str) -> str:
    """The article of an item's id."""
    return item.rpartition("/")[2].replace("%2F", "/").replace("%25", "%")


@dataclass(frozen=True, slots=True)
class StockItem:
    """Whole pieces of one article. Always 0 <= reserved <= on_hand; on_hand and value are the sums of the item's
    movements, and nothing on hand is worth nothing.

    missing: pieces that a count did not find but that are still promised; they are neither had nor promised again
    until enough reservations were taken back. blocked: pieces of lots that have expired or were recalled, which are
    not promised. waiting: how many cases stand in this article's queue. first_waiting: nobody in the queue stands
    before this place ("" when nobody waits). value: what the pieces on hand cost; cost: of one piece, the average
    after the last arrival, kept when the shelf is empty. traced: its pieces are told apart by lot or serial number.
    reorder: when to order more; low: somebody was told that it is time to; counted_in: the full count that it was
    counted in last.
    """

    id: str
    tenant: str
    warehouse: str
    article: str
    on_hand: int = 0
    reserved: int = 0
    missing: int = 0
    waiting: int = 0
    first_waiting: str = ""
    blocked: int = 0
    value: Decimal = ZERO
    cost: Decimal = ZERO
    traced: bool = False
    reorder: ReorderRule | None = None
    low: bool = False
    counted_in: str = ""

    @property
    def available(self) -> int:
        """What can still be promised."""
        return max(0, self.on_hand - self.reserved - self.missing - self.blocked)

    @property
    def short(self) -> int:
        """Pieces that are promised and not there, or not fit to be sent: so many promises are to be taken back."""
        return max(0, self.reserved + self.missing + self.blocked - self.on_hand)

    def available_to(self, place: str) -> int:
        """What a case at this place may have: nothing while somebody stands before it in the queue."""
        if self.first_waiting and self.first_waiting < place:
            return 0
        return self.available

    def worth(self, quantity: int) -> Decimal:
        """What so many pieces of those on hand are worth, at the weighted average; the last ones take all."""
        if not self.value or quantity >= self.on_hand:
            return self.value
        return (self.value * quantity / self.on_hand).quantize(_CENT, ROUND_HALF_UP)

    def worth_of_more(self, quantity: int, unit_cost: Decimal | None = None) -> Decimal:
        """What further pieces add: what they cost or, where nobody says, what the house's own cost."""
        each = self.cost if unit_cost is None else unit_cost
        return (each * quantity).quantize(_CENT, ROUND_HALF_UP) if each else ZERO

    def reserve(self, quantity: int) -> "StockItem":
        return self._with(self.on_hand, self.reserved + quantity, self.value)

    def release(self, quantity: int) -> "StockItem":
        return self._with(self.on_hand, self.reserved - quantity, self.value)

    def receive(self, quantity: int, worth: Decimal = ZERO) -> "StockItem":
        """More pieces, and what they are worth: the average cost moves."""
        on_hand, value = self.on_hand + quantity, self.value + worth
        if not value:
            return self._with(on_hand, self.reserved, value)
        cost = (value / on_hand).quantize(_COST_PLACES, ROUND_HALF_UP)
        return replace(self, on_hand=on_hand, value=value, cost=cost)

    def ship(self, quantity: int) -> "StockItem":
        """Reserved pieces leave the house."""
        return self._with(
            self.on_hand - quantity, self.reserved - quantity, self.value - self.worth(quantity)
        )

    def take_out(self, quantity: int) -> "StockItem":
        """Free pieces leave the house."""
        return self._with(self.on_hand - quantity, self.reserved, self.value - self.worth(quantity))

    def block(self, quantity: int) -> "StockItem":
        """So many more pieces are not to be promised; less when negative."""
        return replace(self, blocked=self.blocked + quantity)

    def _with(self, on_hand: int, reserved: int, value: Decimal) -> "StockItem":
        """Written out, since `replace` costs several times as much and this is done for every line of every case."""
        return StockItem(
            self.id,
            self.tenant,
            self.warehouse,
            self.article,
            on_hand,
            reserved,
            self.missing,
            self.waiting,
            self.first_waiting,
            self.blocked,
            value,
            self.cost,
            self.traced,
            self.reorder,
            self.low,
            self.counted_in,
        )

    def count(self, found: int) -> "StockItem":
        """What is on the shelf by a count. What is promised beyond it becomes `missing`, to be settled by
        taking reservations back."""
        return replace(self._on_hand(max(found, self.reserved)), missing=max(0, self.reserved - found))

    def settle(self) -> "StockItem":
        """Write off missing pieces as far as they are not promised any more."""
        pieces = min(self.missing, self.on_hand - self.reserved)
        if not pieces:
            return self
        return replace(self._on_hand(self.on_hand - pieces), missing=self.missing - pieces)

    def _on_hand(self, quantity: int) -> "StockItem":
        """So many after all: what is found is worth the average cost, and what is gone takes its worth along."""
        more = quantity - self.on_hand
        if not more:
            return self
        worth = self.worth_of_more(more) if more > 0 else -self.worth(-more)
        return replace(self, on_hand=quantity, value=self.value + worth)

    def joined(self, place: str) -> "StockItem":
        """A case has joined the queue."""
        first = min(place, self.first_waiting) if self.first_waiting else place
        return replace(self, waiting=self.waiting + 1, first_waiting=first)

    def left(self) -> "StockItem":
        """A case has left the queue. Who is first now is known once the queue is looked at; until then the
        old place stands, so that nobody jumps the queue meanwhile."""
        waiting = self.waiting - 1
        return replace(self, waiting=waiting, first_waiting=self.first_waiting if waiting else "")


def items_for(tenant: str, warehouse: str, articles: Iterable[str]) -> Iterable[Key[StockItem]]:
    """The keys of the items of these articles."""
    return [Key(StockItem, item_id(tenant, warehouse, article)) for article in articles]


def item_of(known: Known, tenant: str, warehouse: str, article: str) -> StockItem:
    """The item as known; an article never heard of is an item with nothing on hand, unless a trial
    asks for it."""
    id = item_id(tenant, warehouse, article)
    return known.get(StockItem, id) or StockItem(id, tenant, warehouse, article, on_shelf(tenant, article))


def items_of(known: Known, tenant: str, warehouse: str, lines: Iterable[StockLine]) -> dict[str, StockItem]:
    """The items of these lines, by article."""
    return {line.article: item_of(known, tenant, warehouse, line.article) for line in lines}
