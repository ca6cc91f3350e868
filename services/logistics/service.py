"""Logistics: its name and its table message -> decision."""

from collections.abc import Mapping

from services.logistics.collections import COLLECTIONS
from services.logistics.domain import (
    accepting,
    acknowledging,
    article,
    counting,
    parcel_event,
    parcel_trial,
    recalling,
    receiving,
    releasing,
    reserving,
    shipping,
    taking_back,
    waking,
)
from services.logistics.settings import Settings
from shared.contracts.decision import on
from shared.contracts.goods import AcceptGoods, GiveBackGoods
from shared.contracts.stock import (
    AcknowledgeMovements,
    CountStock,
    DefineArticle,
    PlayParcels,
    PrepareShipment,
    RecallShipment,
    ReceiveGoods,
    RecordParcelEvent,
    ReleaseStock,
    ReserveStock,
    TakeBackStock,
    WakeBackorders,
)
from shared.runtime.nameko_host import Runs
from shared.runtime.room import Room


def room(environ: Mapping[str, str]) -> Room:
    """Everything the runtime needs to know of logistics. Raises ValueError that names a setting at fault."""
    prepare = shipping.preparing(Settings.read(environ).packing)
    return Room(
        name="logistics",
        collections=COLLECTIONS,
        table=(
            on(ReserveStock, reserving.reserve, needs=reserving.needed),
            on(ReleaseStock, releasing.release, needs=releasing.needed, then=releasing.then),
            on(WakeBackorders, waking.wake, needs=waking.needed, then=waking.then),
            on(TakeBackStock, taking_back.take_back, needs=taking_back.needed, then=taking_back.then),
            on(ReceiveGoods, receiving.receive, needs=receiving.needed),
            on(CountStock, counting.count, needs=counting.needed),
            on(PrepareShipment, prepare, needs=shipping.needed, then=shipping.then),
            on(RecallShipment, recalling.recall, needs=recalling.needed, then=recalling.then),
            on(RecordParcelEvent, parcel_event.record, needs=parcel_event.needed),
            on(PlayParcels, parcel_trial.play, needs=parcel_trial.needed),
            on(DefineArticle, article.define, needs=article.needed),
            on(AcknowledgeMovements, acknowledging.acknowledge, needs=acknowledging.needed),
            on(AcceptGoods, accepting.accept_goods),
            on(GiveBackGoods, accepting.give_back_goods),
        ),
    )


class Logistics:
    name = "logistics"
    runs = Runs(room)
