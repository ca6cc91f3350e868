"""`python -m gateway.refusing.problem_pages > gateway/PROBLEMS.md`: what every problem code means, as a page."""

import sys
from collections.abc import Iterator

from gateway.languages import LANGUAGES, said
from gateway.refusing.problem_codes import PROBLEMS
from gateway.refusing.problems import TYPE

_HEAD = """# Problems

What `code` and `type` in an error answer mean (RFC 9457), in English and French. Written from the code by
`python -m gateway.refusing.problem_pages`; a gateway serves the same at `/v1/problems` and `/v1/problems/<code>`.
"""


def lines() -> Iterator[str]:
    """The whole page."""
    yield _HEAD
    for code, kind in PROBLEMS.items():
        statuses = ", ".join(str(status) for status in kind.statuses)
        yield f"## {code}\n\n`{TYPE}{code}`, status {statuses}\n"
        for language in LANGUAGES:
            title, meaning, remedy = (
                said(text, language, {}) for text in (kind.title, kind.meaning, kind.remedy)
            )
            yield f"- {language}: **{title}.** {meaning} {remedy}"
        yield ""


def main() -> int:
    """Exit status 0."""
    sys.stdout.write("\n".join(lines()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
