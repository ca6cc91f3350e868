"""What a process holds is bounded in bytes, whatever the size of the messages."""

from shared.runtime.prefetch import MOST_MESSAGES, Prefetch


def test_ordinary_messages_change_nothing() -> None:
    prefetch = Prefetch()

    assert all(prefetch.fits(size) for size in (300, 900, 2_500) * 100)
    assert prefetch.count == MOST_MESSAGES


def test_large_messages_are_held_in_small_numbers() -> None:
    prefetch = Prefetch()

    seen = 0
    while prefetch.fits(1_000_000):
        seen += 1
        assert seen < 5
    for _ in range(200):
        prefetch.fits(1_000_000)

    assert prefetch.count * 1_000_000 < 20_000_000


def test_the_old_number_is_back_soon_after_large_ones() -> None:
    prefetch = Prefetch()
    for _ in range(200):
        prefetch.fits(1_000_000)

    for _ in range(300):
        prefetch.fits(1_000)

    assert prefetch.count > MOST_MESSAGES / 4
