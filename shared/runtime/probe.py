"""`python -m shared.runtime.probe 127.0.0.1:8081 /readyz`: asks a health endpoint, for container health checks."""

import sys
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException

_SECONDS = 4


def main(arguments: list[str]) -> int:
    """Exit status 0 when the answer is 200; otherwise 1, with what was answered on standard error."""
    if len(arguments) != 2:
        sys.stderr.write("usage: python -m shared.runtime.probe HOST:PORT PATH\n")
        return 2
    connection = HTTPConnection(arguments[0], timeout=_SECONDS)
    try:
        connection.request("GET", arguments[1])
        answer = connection.getresponse()
        words = answer.read(2000).decode(errors="replace")
    except (OSError, HTTPException) as error:
        sys.stderr.write(f"no answer: {error}\n")
        return 1
    finally:
        connection.close()
    if answer.status == HTTPStatus.OK:
        return 0
    sys.stderr.write(f"{answer.status}: {words}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
