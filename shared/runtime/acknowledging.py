"""Which deliveries of a channel are settled, and how to say so in as few frames as possible."""

from collections import deque
from collections.abc import Iterable

from pika.channel import Channel

_MOST_BEHIND = 50


class Acknowledging:
    """Of one channel. What has nothing unsettled before it is acknowledged in one frame for all of it. Where one that
    cannot be settled for the moment stands before many others, those are acknowledged by themselves: it must not hold
    up its queue."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._unsettled: deque[int] = deque()
        self._settled: set[int] = set()
        self._gone: set[int] = set()

    def received(self, tag: int) -> None:
        self._unsettled.append(tag)

    def settle(self, tags: Iterable[int]) -> None:
        """These may be acknowledged now or later, together with others."""
        self._settled.update(tags)
        last = self._advance()
        if last:
            self._ack(last, multiple=True)
        if len(self._settled) > _MOST_BEHIND:
            self._ack_by_themselves()

    def give_back(self, tags: Iterable[int]) -> None:
        """Have the broker deliver these to whoever is served now."""
        for tag in tags:
            self._channel.basic_nack(tag, requeue=True)
            self._gone.add(tag)

    def finish(self) -> None:
        """Before the channel is closed: acknowledge everything that is settled."""
        self.settle(())
        self._ack_by_themselves()

    def _advance(self) -> int:
        """Pass over what is settled, to the first that is not; the last tag that is still to be acknowledged, or 0."""
        last = 0
        while self._unsettled:
            tag = self._unsettled[0]
            if tag in self._settled:
                self._settled.discard(tag)
                last = tag
            elif tag in self._gone:
                self._gone.discard(tag)
            else:
                break
            self._unsettled.popleft()
        return last

    def _ack_by_themselves(self) -> None:
        for tag in sorted(self._settled):
            self._ack(tag, multiple=False)
        self._gone |= self._settled
        self._settled.clear()

    def _ack(self, tag: int, *, multiple: bool) -> None:
        if self._channel.is_open:
            self._channel.basic_ack(tag, multiple=multiple)
