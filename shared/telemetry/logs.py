"""Structured logs: one JSON object a line, or coloured lines for a terminal; instants in UTC, no personal data by
construction: what is logged are ids, codes and counts."""

import logging
import os
import sys
from collections.abc import Mapping
from typing import Any, TextIO

import orjson
import structlog
from structlog.typing import EventDict, Processor, WrappedLogger


def configure_logs(
    service: str, level: str = "INFO", *, to: TextIO | None = None, environ: Mapping[str, str] = os.environ
) -> None:
    """Call once per process. to: standard error by default. LOG_FORMAT in `environ` is `json` or `console`; without it
    a terminal gets lines for people, everything else JSON. Libraries' own logs pass at WARNING and above, as the same
    kind of line."""
    stream = to or sys.stderr

    def named(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        return {**event, "process": service}  # bound to a context, other threads would not have it

    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        named,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last, fast = _last(environ.get("LOG_FORMAT", ""), stream)
    structlog.configure(
        processors=[*shared, *(fast or last)],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.BytesLoggerFactory(stream.buffer)
        if fast
        else structlog.PrintLoggerFactory(stream),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
            foreign_pre_chain=[*shared, structlog.stdlib.add_logger_name],
        )
    )
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    # pika tells of every failed attempt in five lines; the link to the broker tells of it in one.
    logging.getLogger("pika").setLevel(logging.CRITICAL)


def _last(wanted: str, stream: TextIO) -> tuple[list[Processor], list[Processor]]:
    """What makes a line of an event, as text; and the faster way to the same as bytes, where there is one."""
    if wanted == "console" or (not wanted and stream.isatty()):
        return [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)], []
    with_stack = structlog.processors.format_exc_info
    text: list[Processor] = [with_stack, structlog.processors.JSONRenderer()]
    fast: list[Processor] = [with_stack, structlog.processors.JSONRenderer(_bytes)]
    return text, fast if hasattr(stream, "buffer") else []


def _bytes(event: Any, **_: Any) -> Any:
    return orjson.dumps(event, default=str)
