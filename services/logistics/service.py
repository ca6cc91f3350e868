"""Logistics: its name and its table message -> decision."""

from collections.abc import Mapping

from services.logistics.collections import COLLECTIONS
from services.logistics.domain import (
    acknowledging,
    article,
    count_listing,
    delay,
    expiring,
    house_keeping,
    parcel_event,
    parcel_trial,
    releasing,
    reorder_setting,
    settling_claim,
)
from services.logistics.domain.accepting import Accepting
from services.logistics.domain.counting import Counting
from services.logistics.domain.giving_back import GivingBack
from services.logistics.domain.lot_expiring import LotExpiring
from services.logistics.domain.lot_recalling import LotRecalling
from services.logistics.domain.recalling import Recalling
from services.logistics.domain.receiving import Receiving
from services.logistics.domain.reserving import Reserving
from services.logistics.domain.shipping import Shipping
from services.logistics.domain.taking_back import TakingBack
from services.logistics.domain.waking import Waking
from services.logistics.settings import Settings
from shared.contracts.decision import on
from shared.contracts.goods import AcceptGoods, GiveBackGoods
from shared.contracts.shipments import (
    CheckShipment,
    PlayParcels,
    PrepareShipment,
    RecallShipment,
    RecordParcelEvent,
    ResumeShipping,
    SettleClaim,
    ShipRest,
)
from shared.contracts.stock import (
    ExpireReservation,
    ReleaseStock,
    ReserveStock,
    SetReorderRule,
    TakeBackStock,
    WakeBackorders,
)
from shared.contracts.stocktaking import (
    CloseCountList,
    CountStock,
    ExpireLot,
    OpenCountList,
    RecallLot,
    ReceiveGoods,
)
from shared.contracts.warehouses import AcknowledgeMovements, DefineArticle, DefineWarehouse, SetWarehouseRule
from shared.runtime.nameko_host import Runs
from shared.runtime.room import Room


def room(environ: Mapping[str, str]) -> Room:
    """Everything the runtime needs to know of logistics. Raises ValueError or SettingsError that names a setting at
    fault."""
    rules = Settings.read(environ).rules
    reserving, waking, taking_back = Reserving(rules), Waking(rules), TakingBack(rules)
    receiving, accepting, giving_back = Receiving(rules), Accepting(rules), GivingBack(rules)
    counting, shipping, recalling = Counting(rules), Shipping(rules), Recalling(rules)
    lot_expiring, lot_recalling = LotExpiring(rules), LotRecalling(rules)
    return Room(
        name="logistics",
        collections=COLLECTIONS,
        table=(
            on(ReserveStock, reserving.reserve, needs=reserving.needed, then=reserving.then),
            on(ReleaseStock, releasing.release, needs=releasing.needed, then=releasing.then),
            on(ExpireReservation, expiring.expire, needs=expiring.needed, then=expiring.then),
            on(WakeBackorders, waking.wake, needs=waking.needed, then=waking.then),
            on(TakeBackStock, taking_back.take_back, needs=taking_back.needed, then=taking_back.then),
            on(ReceiveGoods, receiving.receive, needs=receiving.needed),
            on(AcceptGoods, accepting.accept, needs=accepting.needed, then=accepting.then),
            on(GiveBackGoods, giving_back.give_back, needs=giving_back.needed, then=giving_back.then),
            on(CountStock, counting.count, needs=counting.needed, then=counting.then),
            on(OpenCountList, count_listing.open_list, needs=count_listing.open_needed),
            on(CloseCountList, count_listing.close_list, needs=count_listing.close_needed),
            on(ResumeShipping, count_listing.resume, needs=count_listing.resume_needed),
            on(ExpireLot, lot_expiring.expire, needs=lot_expiring.needed, then=lot_expiring.then),
            on(RecallLot, lot_recalling.recall, needs=lot_recalling.needed, then=lot_recalling.then),
            on(SetReorderRule, reorder_setting.set_rule, needs=reorder_setting.needed),
            on(PrepareShipment, shipping.prepare, needs=shipping.needed, then=shipping.then),
            on(ShipRest, shipping.ship_rest, needs=shipping.rest_needed, then=shipping.rest_then),
            on(RecallShipment, recalling.recall, needs=recalling.needed, then=recalling.then),
            on(CheckShipment, delay.check, needs=delay.needed),
            on(RecordParcelEvent, parcel_event.record, needs=parcel_event.needed),
            on(SettleClaim, settling_claim.settle, needs=settling_claim.needed),
            on(PlayParcels, parcel_trial.play, needs=parcel_trial.needed),
            on(DefineArticle, article.define, needs=article.needed),
            on(DefineWarehouse, house_keeping.define, needs=house_keeping.needed),
            on(SetWarehouseRule, house_keeping.set_rule, needs=house_keeping.needed),
            on(AcknowledgeMovements, acknowledging.acknowledge, needs=acknowledging.needed),
        ),
    )


class Logistics:
    name = "logistics"
    runs = Runs(room)
