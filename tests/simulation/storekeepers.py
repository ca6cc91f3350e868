"""What a warehouse's people do beside goods in and counts of single articles: set things up, count it all, recall."""

from collections.abc import Callable
from decimal import Decimal

from services.logistics.domain.claim import Claim
from services.logistics.domain.count_list import CountList
from services.logistics.domain.lot import Lot
from shared.contracts.shipments import SettleClaim
from shared.contracts.stock import SetReorderRule
from shared.contracts.stocktaking import CloseCountList, CountStock, OpenCountList, RecallLot
from shared.contracts.values import GoodsLine
from shared.contracts.warehouses import DefineArticle, DefineWarehouse, SetWarehouseRule
from tests.simulation.desk import CLIENT, Desk
from tests.simulation.gateway import TENANTS
from tests.simulation.goods import ARTICLES, BY_LOT, NUMBERED, WAREHOUSES, an_article

_POSTCODES = {"main": "69003", "north": "59000"}
_PIECES_COUNTED = (0, 1, 5, 20)


class Storekeepers(Desk):
    """Each act is one order, or nothing when there is nothing to act on."""

    @property
    def keeping(self) -> tuple[Callable[[], None], ...]:
        return (
            self._define_warehouse, self._set_rule, self._set_reorder_rule, self._count_all, self._count_all,
            self._count_on_list, self._close_count, self._recall_lot, self._settle_claim, self._settle_claim,
            self._count_traced, self._count_traced,
        )  # fmt: skip

    def furnish(self) -> None:
        """In the beginning: articles as the ERP says them; some organisations have named their warehouses, and most
        have something on the shelves."""
        for article in (BY_LOT, NUMBERED):
            self._define_article(article)
        for warehouse in WAREHOUSES[: self._random.choice((0, 1, 2, 2, 2))]:
            self._define_warehouse(warehouse)
        for _ in range(self._random.choice((0, 2))):
            self._set_reorder_rule()
        for article in self._random.sample(ARTICLES, self._random.randint(0, len(ARTICLES))):
            where = (TENANTS[0], self._random.choice(WAREHOUSES))
            self.goods_in(*where, article, self._random.randint(5, 40))

    def _define_article(self, article: str) -> None:
        order = DefineArticle(
            article=article,
            label="An article",
            unit="piece",
            weight=None,
            lot_tracked=article == BY_LOT,
            serial_tracked=article == NUMBERED,
            at=self._agenda.now(),
            actor=CLIENT,
        )
        for tenant in TENANTS:
            self.tell(order, tenant)

    def _define_warehouse(self, warehouse: str = "") -> None:
        code = warehouse or self._random.choice(WAREHOUSES)
        order = DefineWarehouse(
            warehouse=code,
            name=code,
            line1="1 rue du Port",
            postcode=_POSTCODES[code],
            city="Lyon",
            country="FR",
            latitude=None,
            longitude=None,
            cut_off=self._random.choice((8, 15)),
            transit_days=self._random.choice((0, 1, 2)),
            pieces_per_parcel=self._random.choice((None, 2)),
            active=bool(warehouse) or self._random.random() < 0.8,
            actor=CLIENT,
        )
        self.tell(order, TENANTS[0])

    def _set_rule(self) -> None:
        rule = self._random.choice(("nearest", "fullest", "one_parcel"))
        self.tell(SetWarehouseRule(rule=rule, actor=CLIENT), self._tenant())  # type: ignore[arg-type]

    def _set_reorder_rule(self) -> None:
        point = self._random.choice((-1, 0, 3, 10))
        order = SetReorderRule(
            warehouse=self._random.choice(WAREHOUSES),
            article=self._random.choice(ARTICLES),
            point=point,
            up_to=max(point, 0) + 10,
            pack=self._random.choice((1, 6)),
            actor=CLIENT,
        )
        self.tell(order, self._tenant())

    def _count_all(self) -> None:
        """A full count of a warehouse: opened, some articles counted, mostly closed."""
        id, warehouse = self._gateway.new_id("lst"), self._random.choice(WAREHOUSES)
        frozen = self._random.random() < 0.7
        self.tell(OpenCountList(list=id, warehouse=warehouse, frozen=frozen, actor=CLIENT), TENANTS[0])
        for _ in range(2):
            article, pieces = an_article(self._random), self._random.choice(_PIECES_COUNTED)
            self._soon(lambda a=article, p=pieces: self._count(TENANTS[0], warehouse, a, p, id))  # type: ignore[misc]
        if self._random.random() < 0.7:
            close = CloseCountList(list=id, warehouse=warehouse, actor=CLIENT)
            self._soon(lambda: self.tell(close, TENANTS[0]))

    def _soon(self, call: Callable[[], None]) -> None:
        """Within the hour, or at once."""
        self._agenda.after(self._random.choice((1.0, 30.0, 3600.0)) * self._random.random(), call)

    def _count_on_list(self) -> None:
        """Now and then on one that is closed."""
        count: CountList | None = self._any("logistics", CountList)
        if count is not None:
            article = an_article(self._random)
            self._count(
                count.tenant, count.warehouse, article, self._random.choice(_PIECES_COUNTED), count.id
            )

    def _count_traced(self) -> None:
        """Lot by lot, or number by number."""
        lot: Lot | None = self._any("logistics", Lot)
        if lot is not None:
            pieces = self._random.choice((0, lot.on_hand, lot.on_hand + 2))
            self._count(lot.tenant, lot.warehouse, lot.article, pieces, lot=lot)

    def _count(
        self, tenant: str, warehouse: str, article: str, pieces: int, list: str = "", lot: Lot | None = None
    ) -> None:
        """Of pieces with numbers some of those that are known are found, the others are not."""
        name = lot.lot if lot else "lot-1" if article == BY_LOT else ""
        serials: tuple[str, ...] = ()
        if article == NUMBERED:
            here = [one.serial for one in self.all("logistics", Lot) if one.serial and one.tenant == tenant]
            serials = tuple(self._random.sample(here, min(len(here), pieces)))
            pieces = len(serials) if serials else pieces
        line = GoodsLine(article=article, quantity=pieces, lot=name, serials=serials)
        order = CountStock(
            count=self._gateway.new_id("cnt"), warehouse=warehouse, lines=(line,), actor=CLIENT, list=list
        )
        self.tell(order, tenant)

    def _close_count(self) -> None:
        count: CountList | None = self._any("logistics", CountList)
        if count is not None:
            self.close_count(count)

    def close_count(self, count: CountList) -> None:
        self.tell(CloseCountList(list=count.id, warehouse=count.warehouse, actor=CLIENT), count.tenant)

    def _recall_lot(self) -> None:
        lot: Lot | None = self._any("logistics", Lot)
        if lot is not None and lot.lot:
            order = RecallLot(article=lot.article, lot=lot.lot, reason="glass in it", actor=CLIENT)
            self.tell(order, lot.tenant)

    def _settle_claim(self) -> None:
        """Now and then one that is settled already."""
        claim: Claim | None = self._any("logistics", Claim)
        if claim is not None:
            self.settle(claim)

    def settle(self, claim: Claim) -> None:
        outcome = self._random.choice(("paid", "refused", "found"))
        paid = claim.worth if outcome == "paid" else Decimal(0)
        order = SettleClaim(claim=claim.id, outcome=outcome, paid=paid, note="seen to", actor=CLIENT)  # type: ignore[arg-type]
        self.tell(order, claim.tenant)
