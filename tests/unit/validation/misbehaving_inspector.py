"""An inspecting program that does what its file says: `hang`, `spin`, `grow`, `crash`, `lie` ... Real ones never would,
unless a file took them over."""

import os
import sys
import time

from services.validation.inspector.confinement import allow_cpu, confine
from services.validation.inspector.frames import framed, read_frame

LIES = {
    b"lie": b'[["no.such_rule", {}]]',
    b"words": b'[["pdf.active_content", {"what": "Call me at once, my number is"}]]',
    b"details": b'[["pdf.active_content", {}]]',
    b"noise": b"\xff\xfe",
    b"object": b'{"a": 1}',
}


def main() -> None:
    confine(int(sys.argv[1]), int(sys.argv[2]))
    out = sys.stdout.buffer
    out.write(framed(b""))
    out.flush()
    hoard = []
    while read_frame(sys.stdin.buffer) is not None:
        order = read_frame(sys.stdin.buffer) or b""
        allow_cpu(1)
        if order == b"hang":
            time.sleep(3600)
        while order == b"spin":
            pass
        while order == b"grow":
            hoard.append(os.urandom(1_000_000))
        if order == b"crash":
            os.abort()
        if order == b"flood":
            out.write(b"\xff" * 10_000_000)
        out.write(framed(LIES.get(order, b"[]")))
        out.flush()


main()
