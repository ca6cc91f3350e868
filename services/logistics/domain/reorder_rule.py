"""When to order more of an article, and how much."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReorderRule:
    """point: with so many pieces available, or fewer, it is time to order; up_to: how many there should be then;
    pack: they are bought in packs of so many."""

    point: int
    up_to: int
    pack: int = 1

    def proposed(self, available: int, waited_for: int = 0) -> int:
        """Pieces to order: what is lacking to `up_to` and what is waited for, in whole packs."""
        lacking = max(0, self.up_to - available + waited_for)
        return -(-lacking // self.pack) * self.pack
