"""Lists by page: how many, and from where on."""

from typing import Any

from gateway.schemas.explained import Shape, Text, Whole


class InAddress(Whole):
    """A whole number in a query, where everything is text."""

    def _deserialize(self, value: Any, *rest: Any, **options: Any) -> int:
        digits = isinstance(value, str) and 0 < len(value) <= 10 and value.isascii() and value.isdigit()
        return super()._deserialize(int(value) if digits else value, *rest, **options)


class Page(Shape):
    """limit: items on a page; cursor: as it stands in `next` of the page before."""

    limit = InAddress(1, 100, load_default=50)
    cursor = Text(500)
