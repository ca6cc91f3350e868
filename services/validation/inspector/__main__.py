"""`python -m services.validation.inspector PARENT_PID ADDRESS_SPACE`: reads files from standard input,
answers signs.

In: pairs of frames, a JSON header `{"declared": media type, "cpu_seconds": n}` and the file. Out: one empty frame
when ready, then one frame per file, a JSON list of [rule id, details]. Ends when standard input is closed.
"""

import json
import os
import sys
from typing import BinaryIO

from services.validation.adapters.files.inspection import inspected
from services.validation.adapters.files.sign import Sign, sign
from services.validation.inspector.confinement import allow_cpu, confine
from services.validation.inspector.frames import framed, read_frame


def main() -> None:
    """Answer file after file."""
    confine(parent=int(sys.argv[1]), address_space=int(sys.argv[2]))
    source, sink = sys.stdin.buffer, _own_output()
    sink.write(framed(b""))
    while (header := read_frame(source)) is not None and (data := read_frame(source)) is not None:
        asked = json.loads(header)
        allow_cpu(asked["cpu_seconds"])
        sink.write(framed(json.dumps(_signs(data, asked["declared"])).encode()))


def _own_output() -> BinaryIO:
    """Standard output for answers alone: what a library prints goes to standard error."""
    answers = os.dup(1)
    os.dup2(2, 1)
    return os.fdopen(answers, "wb", buffering=0)


def _signs(data: bytes, declared: str) -> list[Sign]:
    try:
        return inspected(data, declared)
    except (MemoryError, RecursionError):
        return [sign("file.too_costly")]
    except Exception:  # noqa: BLE001 - whatever a parser raises on a stranger's file is told of that file
        return [sign("file.unreadable")]


if __name__ == "__main__":
    main()
