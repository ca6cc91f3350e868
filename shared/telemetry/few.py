"""Labels that outsiders choose, such as hosts of webhooks, kept few: each value of a label is a series for ever."""

OTHERS = "others"


class Few:
    """The first `most` names are told as they are, all further ones as `others`. Thread-safe."""

    def __init__(self, most: int = 50) -> None:
        self._most = most
        self._known: set[str] = set()

    def __call__(self, name: str) -> str:
        if name in self._known:
            return name
        if len(self._known) >= self._most:
            return OTHERS
        self._known.add(name)
        return name
