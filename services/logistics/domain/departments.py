"""How far a warehouse is from a recipient, by French departments: exact enough to choose, and nobody's address."""

from math import asin, cos, radians, sin, sqrt

from services.logistics.domain.house import Warehouse

EARTH_RADIUS_KM = 6371.0
FAR = 100_000.0
"""Kilometres, where nobody knows: farther than anything that is known."""

_SEATS = """
01 46.20 5.23|02 49.56 3.62|03 46.57 3.33|04 44.09 6.24|05 44.56 6.08|06 43.70 7.27|07 44.73 4.60|08 49.77 4.72
09 42.97 1.61|10 48.30 4.08|11 43.21 2.35|12 44.35 2.57|13 43.30 5.37|14 49.18 -0.37|15 44.93 2.44|16 45.65 0.16
17 46.16 -1.15|18 47.08 2.40|19 45.27 1.77|21 47.32 5.04|22 48.51 -2.76|23 46.17 1.87|24 45.18 0.72|25 47.24 6.02
26 44.93 4.89|27 49.02 1.15|28 48.45 1.48|29 48.00 -4.10|2A 41.93 8.74|2B 42.70 9.45|30 43.84 4.36|31 43.60 1.44
32 43.65 0.59|33 44.84 -0.58|34 43.61 3.88|35 48.11 -1.68|36 46.81 1.69|37 47.39 0.69|38 45.19 5.72|39 46.67 5.55
40 43.89 -0.50|41 47.59 1.34|42 45.44 4.39|43 45.04 3.89|44 47.22 -1.55|45 47.90 1.91|46 44.45 1.44|47 44.20 0.62
48 44.52 3.50|49 47.47 -0.55|50 49.12 -1.09|51 48.96 4.37|52 48.11 5.14|53 48.07 -0.77|54 48.69 6.18|55 48.77 5.16
56 47.66 -2.76|57 49.12 6.18|58 46.99 3.16|59 50.63 3.06|60 49.43 2.08|61 48.43 0.09|62 50.29 2.78|63 45.78 3.08
64 43.30 -0.37|65 43.23 0.07|66 42.70 2.90|67 48.58 7.75|68 48.08 7.36|69 45.76 4.84|70 47.62 6.16|71 46.31 4.83
72 48.00 0.20|73 45.57 5.92|74 45.90 6.13|75 48.86 2.35|76 49.44 1.10|77 48.54 2.66|78 48.80 2.13|79 46.32 -0.46
80 49.89 2.30|81 43.93 2.15|82 44.02 1.35|83 43.12 5.93|84 43.95 4.81|85 46.67 -1.43|86 46.58 0.34|87 45.83 1.26
88 48.17 6.45|89 47.80 3.57|90 47.64 6.86|91 48.63 2.43|92 48.89 2.21|93 48.91 2.44|94 48.79 2.46|95 49.04 2.08
971 16.00 -61.73|972 14.60 -61.07|973 4.94 -52.33|974 -20.88 55.45|976 -12.78 45.23
"""
"""Department, latitude and longitude of its prefecture, in degrees to about a kilometre."""

SEATS: dict[str, tuple[float, float]] = {
    code: (float(latitude), float(longitude))
    for code, latitude, longitude in (
        entry.split() for entry in _SEATS.replace("\n", "|").split("|") if entry
    )
}


def department(postcode: str) -> str:
    """Of a French postcode, empty for what is none: the first two characters, three overseas; Corsica's 20 is
    parted at 20200 as La Poste does."""
    digits = postcode.strip().upper()
    if len(digits) != 5 or not digits.isascii() or not digits.isalnum():
        return ""
    if digits.startswith("20"):
        return "2A" if digits < "20200" else "2B"
    return digits[:3] if digits.startswith(("97", "98")) else digits[:2]


def area_of(country: str, postcode: str) -> str:
    """`FR-69`: where somebody lives, as coarse as a choice of warehouse needs it; the country alone elsewhere."""
    found = department(postcode) if country == "FR" else ""
    return f"{country}-{found}" if found else country


def distance(warehouse: Warehouse, area: str) -> float:
    """Kilometres as the crow flies; `FAR` where one of the two places is not known."""
    there = SEATS.get(area.removeprefix("FR-")) if area.startswith("FR-") else None
    here = _place_of(warehouse)
    if there is None or here is None:
        return FAR
    (latitude, longitude), (other_latitude, other_longitude) = here, there
    up, across = radians(other_latitude - latitude), radians(other_longitude - longitude)
    chord = sin(up / 2) ** 2 + cos(radians(latitude)) * cos(radians(other_latitude)) * sin(across / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(sqrt(chord))


def _place_of(warehouse: Warehouse) -> tuple[float, float] | None:
    if warehouse.latitude is not None and warehouse.longitude is not None:
        return float(warehouse.latitude), float(warehouse.longitude)
    return SEATS.get(department(warehouse.postcode)) if warehouse.country == "FR" else None
