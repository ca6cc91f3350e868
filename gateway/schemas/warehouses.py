"""Warehouses, and full counts of them."""

from gateway.schemas import shown
from gateway.schemas.answers import Answer
from gateway.schemas.explained import Amount, Choice, Shape, Text, Whole, code
from gateway.schemas.truth import Truth

RULES = ("nearest", "fullest", "one_parcel")


class WarehouseDefinition(Shape):
    """Where a warehouse is and what it promises. It replaces what was said before. From the first one on, only
    those that are defined are known. cut_off: hour of the day until which orders leave on the same day;
    transit_days: working days that a parcel takes; pieces_per_parcel: the house's usual when left out; active:
    cases that leave the choice may be given to it."""

    name = Text(100, required=True)
    line1 = Text(120, load_default="", least=0)
    postcode = Text(20, required=True)
    city = Text(80, required=True)
    country = Text(
        2, least=2, pattern="[A-Z]{2}", wanted="two capital letters (ISO 3166-1)", load_default="FR"
    )
    latitude = Amount(places=6, least="-90", most="90", load_default=None, allow_none=True)
    longitude = Amount(places=6, least="-180", most="180", load_default=None, allow_none=True)
    cut_off = Whole(0, 24, load_default=15)
    transit_days = Whole(0, 30, load_default=2)
    pieces_per_parcel = Whole(1, 1_000_000, load_default=None, allow_none=True)
    active = Truth(load_default=True)


class WarehouseRule(Shape):
    """By what rule a warehouse is chosen for cases whose warehouse is `any`, among those that have most lines
    complete: the nearest to the recipient's department, the one that keeps most on its shelves, or the one that
    makes the fewest parcels."""

    rule = Choice(*RULES, required=True)


class Warehouse(Answer):
    """A warehouse."""

    code = shown.words(example="lyon")
    name = shown.words(example="Entrepôt de Lyon")
    line1 = shown.words()
    postcode = shown.words(example="69007")
    city = shown.words(example="Lyon")
    country = shown.words(example="FR")
    latitude = shown.amount("Degrees; null when the postcode's department is exact enough.", null=True)
    longitude = shown.amount("Degrees.", null=True)
    cut_off = shown.whole("Hour of the day until which orders leave on the same day.")
    transit_days = shown.whole("Working days that a parcel takes.")
    pieces_per_parcel = shown.whole("Null for the house's usual.", null=True)
    active = shown.truth("Whether cases that leave the choice may be given to it.")
    frozen_by = shown.words("The full count for which nothing moves here.", null=True)


class Warehouses(Answer):
    """All warehouses of the organisation, in the order in which they were defined, and the rule of choice."""

    rule = shown.one_of(*RULES)
    items = shown.several(Warehouse)


class NewCountList(Shape):
    """A full count of a warehouse. frozen: nothing comes in or leaves until it is closed; shipments wait for that."""

    warehouse = code(load_default="main")
    frozen = Truth(load_default=False)


class CountList(Answer):
    """A full count of a warehouse, and what it has changed so far."""

    id = shown.words(example="cnl_0198c1a2b3c47d5e8f90123456789abc")
    warehouse = shown.words(example="lyon")
    state = shown.one_of("open", "closed")
    frozen = shown.truth("Whether nothing moves there meanwhile.")
    opened_at = shown.instant()
    opened_by = shown.words()
    counts = shown.whole("How often something was put down.")
    pieces = shown.whole("More pieces than by the books, negative when fewer.")
    value = shown.amount("What they are worth.")
    closed_at = shown.instant(null=True)
    closed_by = shown.words(null=True)


class ToCount(Answer):
    """An article of the warehouse that is counted."""

    article = shown.words(example="CH-100")
    on_hand = shown.whole("Whole pieces, by the books.")
    counted = shown.truth("Whether this count has it.")


CountListPage = shown.page_of(CountList)
ToCountPage = shown.page_of(ToCount)
