"""When somebody may be told: quiet hours and digests, on the clock of the organisation's time zone."""

from datetime import UTC, datetime, time, timedelta, tzinfo

from shared.contracts.notifying import Preference

_AT_ONCE = Preference()


def told_at(preference: Preference | None, now: datetime, zone: tzinfo, *, urgent: bool) -> datetime:
    """When what happens now may be told: now, or at the end of the quiet hours that it falls into."""
    return now if _passes(preference, urgent) else after_quiet_hours(preference or _AT_ONCE, now, zone)


def is_gathered(preference: Preference | None, *, urgent: bool) -> bool:
    """Whether this waits for a digest."""
    return not _passes(preference, urgent) and preference is not None and preference.pace != "each"


def next_digest(preference: Preference, now: datetime, zone: tzinfo) -> datetime:
    """When what is gathered from now on is told: at the next full hour, or the next time it is `hour` o'clock; after
    quiet hours where that falls into them."""
    if preference.pace == "daily":
        due = _next(time(preference.hour), now, zone)
    else:
        local = now.astimezone(zone)
        begun = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
        due = now - begun + timedelta(hours=1)
    return after_quiet_hours(preference, due, zone)


def after_quiet_hours(preference: Preference, at: datetime, zone: tzinfo) -> datetime:
    """This instant, or the end of the quiet hours that it falls into."""
    if not _is_quiet(preference, at, zone):
        return at
    return _next(_time(preference.quiet_until), at, zone, unless=preference)


def _passes(preference: Preference | None, urgent: bool) -> bool:
    return preference is None or (urgent and preference.urgent_passes)


def _is_quiet(preference: Preference, at: datetime, zone: tzinfo) -> bool:
    if not preference.quiet_from or preference.quiet_from == preference.quiet_until:
        return False
    begin, end = _time(preference.quiet_from), _time(preference.quiet_until)
    clock = at.astimezone(zone).time()
    return begin <= clock < end if begin < end else clock >= begin or clock < end


def _next(clock: time, after: datetime, zone: tzinfo, unless: Preference | None = None) -> datetime:
    """The next instant after this one at which the clock shows this time, outside the quiet hours of `unless`.

    Where clocks are put back that time comes twice; where they are put forward it may not come at all, and the instant
    at which it would have come counts (PEP 495)."""
    today = after.astimezone(zone).date()
    found = [
        datetime.combine(today + timedelta(days=days), clock, tzinfo=zone).replace(fold=fold).astimezone(UTC)
        for days in range(3)
        for fold in (0, 1)
    ]
    return min(one for one in found if one > after and (unless is None or not _is_quiet(unless, one, zone)))


def _time(text: str) -> time:
    return time.fromisoformat(text)
