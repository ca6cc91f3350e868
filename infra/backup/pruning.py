"""Which backups are kept."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

from infra.backup.manifest import NAME

_BROKEN_OFF = timedelta(days=1)


def prune(folder: Path, keep_days: int, keep_least: int) -> list[str]:
    """Removes backups older than `keep_days`, but leaves the newest `keep_least`; and, after a day, what a backup that
    broke off left behind. Answers the names of what is gone. Age is that of the manifest's file."""
    now = datetime.now(UTC)
    whole = sorted(
        (one for one in folder.iterdir() if (one / NAME).exists() and not one.name.startswith(".")),
        key=_made_at,
    )
    old = [
        one
        for one in whole[: max(0, len(whole) - keep_least)]
        if now - _made_at(one) > timedelta(days=keep_days)
    ]
    partial = [one for one in folder.glob(".*.partial-*") if now - _at(one) > _BROKEN_OFF]
    for one in (*old, *partial):
        shutil.rmtree(one)
    return [one.name for one in (*old, *partial)]


def _made_at(backup: Path) -> datetime:
    return _at(backup / NAME)


def _at(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)
