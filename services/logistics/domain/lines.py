"""Wishes and arrivals, one line an article."""

from collections.abc import Iterable

from shared.contracts.values import StockLine


def added_up(lines: Iterable[StockLine]) -> tuple[StockLine, ...]:
    """One line per article, in order of article; the quantities of repeated articles are added up.

    A quantity below one wishes for nothing and brings nothing: the line is left out.
    """
    sums: dict[str, int] = {}
    for line in lines:
        if line.quantity > 0:
            sums[line.article] = sums.get(line.article, 0) + line.quantity
    return tuple(StockLine(article=article, quantity=sums[article]) for article in sorted(sums))


def counted_up(lines: Iterable[StockLine]) -> dict[str, int]:
    """What was counted of each article: an article may lie in several places, and nothing (0) is a count
    too."""
    sums: dict[str, int] = {}
    for line in lines:
        sums[line.article] = sums.get(line.article, 0) + max(0, line.quantity)
    return sums
