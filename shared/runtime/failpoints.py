"""Named places at which a test lets the process die as if by kill -9."""

import os
from collections.abc import Callable


def failpoint(wanted: str) -> Callable[[str], None]:
    """A function to call at each named place; it ends the process at the wanted one (`name` or `name:3` for the third
    time)."""
    if not wanted:
        return lambda _name: None
    name, _, times = wanted.partition(":")
    left = int(times or 1)

    def reached(here: str) -> None:
        nonlocal left
        if here == name:
            left -= 1
            if left == 0:
                os._exit(137)

    return reached
