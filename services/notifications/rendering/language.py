"""The language of templates: a small part of Jinja, so small that no template can run for long or reach anything.

Tenants write templates, and these are rendered in the house's own processes. Jinja's sandbox keeps a template away from
Python; it does not keep it from growing a text without bounds or from counting for hours. What does is left out
here: calls, assignments, arithmetic, macros, inclusion, and filters whose output is much longer than their input. Loops
run over what is given, at most two inside each other. (infra/decisions/0020-texts-of-tenants.md)
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from jinja2 import TemplateSyntaxError, Undefined, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from services.notifications.rendering.flaws import Flaw

MOST_CHARACTERS: Final = 40_000
"""Of one part of a template."""

_MOST_LOOPS = 2
_DEEPEST = 30
_MOST_ARGUMENT = 100

_ALLOWED: tuple[type[nodes.Node], ...] = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.Getitem, nodes.Const,
    nodes.If, nodes.For, nodes.CondExpr, nodes.Filter, nodes.Test, nodes.Compare, nodes.Operand, nodes.And, nodes.Or,
    nodes.Not, nodes.Concat,
)  # fmt: skip


def _day(value: Any, language: str) -> Any:
    """An instant as the language writes its day; anything else as it is."""
    try:
        at = datetime.fromisoformat(str(value))
    except ValueError:
        return value
    return at.strftime("%d/%m/%Y" if language == "fr" else "%Y-%m-%d")


def _amount(value: Any, language: str) -> Any:
    """A decimal as the language writes it; anything else as it is."""
    return str(value).replace(".", ",") if language == "fr" else value


class Language(ImmutableSandboxedEnvironment):
    """Jinja without what tenants have no use for.

    language: of whoever reads; html: whether values are escaped for HTML; say: what is done to every value besides,
    such as escaping for a chat.
    """

    def __init__(self, language: str, *, html: bool = False, say: Callable[[str], str] | None = None) -> None:
        super().__init__(
            autoescape=html,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=Undefined,
            finalize=None if say is None else lambda value: _said(value, say),
            cache_size=0,
        )
        known = self.filters
        self.globals.clear()
        self.filters = {
            name: known[name]
            for name in (
                "capitalize",
                "default",
                "e",
                "escape",
                "first",
                "last",
                "length",
                "lower",
                "trim",
                "upper",
            )
        }
        self.filters["day"] = lambda value: _day(value, language)
        self.filters["amount"] = lambda value: _amount(value, language)
        self.tests = {name: self.tests[name] for name in ("defined", "undefined", "none")}

    def getattr(self, obj: Any, attribute: str) -> Any:
        """What a mapping holds under this name, and never anything of Python's own."""
        return self.getitem(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        found = isinstance(obj, Mapping) and isinstance(argument, str) and argument in obj
        found = found or (isinstance(obj, list) and type(argument) is int and argument < len(obj))
        return obj[argument] if found else self.undefined(obj=obj, name=argument)

    def read(self, text: str) -> tuple[nodes.Template | None, list[Flaw]]:
        """The template as a tree, and what is wrong with it: what cannot be read, and what is not of this language."""
        if len(text) > MOST_CHARACTERS:
            return None, [Flaw(1, "too_long", {"most": MOST_CHARACTERS})]
        try:
            tree = self.parse(text)
        except TemplateSyntaxError as error:
            return None, [Flaw(error.lineno, "syntax", {"reason": str(error.message)})]
        except (RecursionError, ValueError, MemoryError):
            return None, [Flaw(1, "too_deep")]
        return tree, list(_foreign(tree, self))


def _said(value: Any, say: Callable[[str], str]) -> Any:
    return value if isinstance(value, Undefined) else say(str(value))


def _foreign(tree: nodes.Template, language: Language) -> Iterator[Flaw]:
    """Whatever is Jinja and not of this language; the tree is walked without recursion."""
    waiting: list[tuple[nodes.Node, int, int]] = [(tree, 0, 0)]
    while waiting:
        node, depth, loops = waiting.pop()
        loops += isinstance(node, nodes.For)
        flaw = _flaw_of(node, depth, loops, language)
        if flaw is not None:
            yield flaw
            continue
        waiting += [(child, depth + 1, loops) for child in reversed(list(node.iter_child_nodes()))]


def _flaw_of(node: nodes.Node, depth: int, loops: int, language: Language) -> Flaw | None:
    line = node.lineno or 1
    if depth > _DEEPEST:
        return Flaw(line, "too_deep")
    if loops > _MOST_LOOPS:
        return Flaw(line, "loops", {"most": _MOST_LOOPS})
    if not isinstance(node, _ALLOWED) or (isinstance(node, nodes.For) and node.recursive):
        return Flaw(line, "not_allowed", {"what": type(node).__name__})
    if isinstance(node, nodes.Filter):
        return _flaw_of_filter(node, line, language)
    if isinstance(node, nodes.Test) and node.name not in language.tests:
        return Flaw(line, "unknown_test", {"name": node.name})
    return None


def _flaw_of_filter(node: nodes.Filter, line: int, language: Language) -> Flaw | None:
    if node.name not in language.filters:
        known = ", ".join(sorted(language.filters))
        return Flaw(line, "unknown_filter", {"name": node.name, "known": known})
    plain = all(isinstance(one, nodes.Const) and len(str(one.value)) <= _MOST_ARGUMENT for one in node.args)
    if node.kwargs or node.dyn_args or node.dyn_kwargs or not plain:
        return Flaw(line, "not_constant")
    return None
