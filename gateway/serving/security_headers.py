"""What every answer says to browsers."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

SECURITY_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_ADDED = tuple((name.lower(), (name, value)) for name, value in SECURITY_HEADERS.items())


def secured(application: "WSGIApplication") -> "WSGIApplication":
    """The application with these headers in every answer that does not set them itself."""

    def answer(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *failed: Any) -> Callable[[bytes], object]:
            # On the bare list: Flask's headers check every value, which are constants here.
            named = {name.lower() for name, _ in headers}
            headers += [header for name, header in _ADDED if name not in named]
            return start_response(status, headers, *failed)

        return application(environ, start)

    return answer
