"""The pages: one that leads to all, one for each group of operations."""

import re
from collections.abc import Mapping
from typing import Any

from flask.templating import Environment
from markupsafe import Markup, escape

from gateway.access.scopes import SCOPES
from gateway.manual.operations import groups

_CODE = re.compile(r"`([^`]+)`")


def pages(environment: Environment, document: Mapping[str, Any]) -> Mapping[str, str]:
    """HTML by the name of the group; the leading page under an empty name."""
    found = groups(document)
    said = {"info": document["info"], "groups": found, "scopes": SCOPES}
    environment.filters.setdefault("prose", prose)
    leading = environment.get_template("manual/overview.html").render(said)
    page = environment.get_template("manual/group.html")
    return {"": leading} | {one.name: page.render(said | {"group": one}) for one in found}


def prose(text: str) -> Markup:
    """A description as HTML; what stands between backticks is code."""
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704 - escaped before
