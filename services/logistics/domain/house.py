"""A tenant's warehouses, and the rule by which one of them is chosen."""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from shared.contracts.decision import Key, Known

ChoiceRule = Literal["nearest", "fullest", "one_parcel"]

MOST_WAREHOUSES = 50
ANY = "any"
"""What a case says that leaves the choice of the warehouse to the rule."""


@dataclass(frozen=True, slots=True)
class Warehouse:
    """postcode, country: where it stands; latitude, longitude: in degrees, where the postcode's department is not
    exact enough; cut_off: hour of the day until which orders leave on the same day; transit_days: working days that a
    parcel takes; pieces_per_parcel: None for the house's usual; active: new cases may be given to it; frozen_by: the
    count for which nothing moves here, empty when everything may."""

    code: str
    name: str
    postcode: str
    city: str
    country: str
    line1: str = ""
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    cut_off: int = 15
    transit_days: int = 2
    pieces_per_parcel: int | None = None
    active: bool = True
    frozen_by: str = ""


@dataclass(frozen=True, slots=True)
class House:
    """All warehouses of a tenant, in the order in which they were defined; its id is the tenant. A tenant that never
    defined one has them come into being by their names."""

    id: str
    tenant: str
    warehouses: tuple[Warehouse, ...] = ()
    rule: ChoiceRule = "nearest"

    def warehouse(self, code: str) -> Warehouse | None:
        return next((one for one in self.warehouses if one.code == code), None)

    def knows(self, code: str) -> bool:
        return not self.warehouses or self.warehouse(code) is not None

    def is_frozen(self, code: str) -> bool:
        found = self.warehouse(code)
        return found is not None and bool(found.frozen_by)

    def with_warehouse(self, changed: Warehouse) -> "House":
        """The same with one warehouse defined anew, or as the last one."""
        if self.warehouse(changed.code) is None:
            return replace(self, warehouses=(*self.warehouses, changed))
        return replace(
            self, warehouses=tuple(changed if one.code == changed.code else one for one in self.warehouses)
        )


def house_key(tenant: str, guard: bool = False) -> Key[House]:
    return Key(House, tenant, guard)


def house_of(known: Known, tenant: str) -> House:
    return known.get(House, tenant) or House(tenant, tenant)
