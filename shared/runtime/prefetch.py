"""How many messages of one queue a process may hold unacknowledged, so that large ones do not fill its memory."""

MOST_MESSAGES = 200
_MOST_BYTES_A_QUEUE = 4_000_000
_LEAST_MESSAGES = 4
_WEIGHT = 0.05


class Prefetch:
    """Learns from the bodies that arrive. AMQP knows a limit in bytes, RabbitMQ does not implement it."""

    def __init__(self) -> None:
        self._mean = 1_000.0
        self.count = MOST_MESSAGES

    def fits(self, size: int) -> bool:
        """Take note of a body of so many bytes. False when the limit is far from what the bodies call for: then `count`
        is another one, and whoever consumes must begin anew to make it count."""
        self._mean += _WEIGHT * (size - self._mean)
        wanted = int(min(MOST_MESSAGES, max(_LEAST_MESSAGES, _MOST_BYTES_A_QUEUE / self._mean)))
        if self.count / 4 <= wanted <= self.count * 4:
            return True
        self.count = wanted
        return False
