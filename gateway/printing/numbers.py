"""Amounts, rates and dates as people write them, in French and in English."""

from datetime import date
from decimal import Decimal
from typing import Literal

Language = Literal["fr", "en"]

_THIN = "\N{NARROW NO-BREAK SPACE}"
_FIXED = "\N{NO-BREAK SPACE}"
_MINUS = "\N{MINUS SIGN}"
_SYMBOLS = {"EUR": "€", "GBP": "£", "USD": "$"}
_MONTHS_EN = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
              "November", "December")  # fmt: skip
_MONTHS_FR = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
              "novembre", "décembre")  # fmt: skip


def decimal(text: str, language: Language, places: int = 2) -> str:
    """`1 234,50` or `1,234.50`."""
    number = Decimal(text)
    shown = f"{abs(number):,.{places}f}"
    if language == "fr":
        shown = shown.replace(",", _THIN).replace(".", ",")
    return f"{_MINUS}{shown}" if number < 0 else shown


def money(text: str, currency: str, language: Language) -> str:
    """`1 234,50 €` or `€1,234.50`; the ISO code where a currency has no usual sign."""
    amount, symbol = decimal(text, language), _SYMBOLS.get(currency)
    if language == "fr" or symbol is None:
        return f"{amount}{_FIXED}{symbol or currency}"
    return f"{_MINUS}{symbol}{amount[1:]}" if amount.startswith(_MINUS) else f"{symbol}{amount}"


def rate(text: str, language: Language) -> str:
    """`5,5 %` or `5.5%`."""
    shown = f"{Decimal(text).normalize():f}"
    return f"{shown.replace('.', ',')}{_FIXED}%" if language == "fr" else f"{shown}%"


def long_date(text: str, language: Language) -> str:
    """`1er mars 2026` or `1 March 2026`."""
    day = date.fromisoformat(text)
    if language == "en":
        return f"{day.day}{_FIXED}{_MONTHS_EN[day.month - 1]}{_FIXED}{day.year}"
    first = "1er" if day.day == 1 else str(day.day)
    return f"{first}{_FIXED}{_MONTHS_FR[day.month - 1]}{_FIXED}{day.year}"
