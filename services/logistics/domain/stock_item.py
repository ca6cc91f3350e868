"""One article in one warehouse: how much is there, and how much of it is promised."""

from collections.abc import Iterable
from dataclasses import dataclass

from services.logistics.domain.sandbox import on_shelf
from shared.contracts.decision import Key, Known
from shared.contracts.quick import replace
from shared.contracts.values import StockLine


def _part(text: str) -> str:
    return text.replace("%", "%25").replace("/", "%2F")


def item_id(tenant: str, warehouse: str, article: str) -> str:
    """`tenant/warehouse/article`; a slash or per cent sign inside a part is escaped, so that no two items
    share one."""
    id = f"{tenant}/{warehouse}/{article}"
    if "%" in id or id.count("/") > 2:
        return "/".join((_part(tenant), _part(warehouse), _part(article)))
    return id


@dataclass(frozen=True, slots=True)
class StockItem:
    """Whole pieces of one article. Always 0 <= reserved <= on_hand, and on_hand is the sum of the item's
    movements.

    missing: pieces that a count did not find but that are still promised; they are neither had nor promised
    again until enough reservations were taken back. waiting: how many cases stand in this article's queue.
    first_waiting: nobody in the queue stands before this place ("" when nobody waits).
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

    @property
    def available(self) -> int:
        """What can still be promised."""
        return max(0, self.on_hand - self.reserved - self.missing)

    def available_to(self, place: str) -> int:
        """What a case at this place may have: nothing while somebody stands before it in the queue."""
        if self.first_waiting and self.first_waiting < place:
            return 0
        return self.available

    def reserve(self, quantity: int) -> "StockItem":
        return self._with(self.on_hand, self.reserved + quantity)

    def release(self, quantity: int) -> "StockItem":
        return self._with(self.on_hand, self.reserved - quantity)

    def receive(self, quantity: int) -> "StockItem":
        return self._with(self.on_hand + quantity, self.reserved)

    def ship(self, quantity: int) -> "StockItem":
        """Reserved pieces leave the house."""
        return self._with(self.on_hand - quantity, self.reserved - quantity)

    def _with(self, on_hand: int, reserved: int) -> "StockItem":
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
        )

    def count(self, found: int) -> "StockItem":
        """What is on the shelf by a count. What is promised beyond it becomes `missing`, to be settled by
        taking reservations back."""
        return replace(self, on_hand=max(found, self.reserved), missing=max(0, self.reserved - found))

    def settle(self) -> "StockItem":
        """Write off missing pieces as far as they are not promised any more."""
        pieces = min(self.missing, self.on_hand - self.reserved)
        return replace(self, on_hand=self.on_hand - pieces, missing=self.missing - pieces) if pieces else self

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
