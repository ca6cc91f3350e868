"""The pages: one that leads to all, one for each group of operations, and one about problems."""

import re
from collections.abc import Mapping
from typing import Any

from flask.templating import Environment
from markupsafe import Markup, escape

from gateway.access.scopes import SCOPES
from gateway.manual.operations import groups
from gateway.refusing.problem_codes import PROBLEMS

_CODE = re.compile(r"`([^`]+)`")


def pages(environment: Environment, document: Mapping[str, Any]) -> Mapping[str, str]:
    """HTML by the name of the group, or `problems`; the leading page under an empty name."""
    found = groups(document)
    said = {"info": document["info"], "groups": found, "scopes": SCOPES}
    environment.filters.setdefault("prose", prose)
    leading = environment.get_template("manual/overview.html").render(said)
    page = environment.get_template("manual/group.html")
    problems = environment.get_template("manual/problems.html").render(said | {"problems": PROBLEMS})
    return {"": leading, "problems": problems} | {
        one.name: page.render(said | {"group": one}) for one in found
    }


def prose(text: str) -> Markup:
    """A description as HTML; what stands between backticks is code."""
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704 - escaped before
