"""Everything that answers say can be said in every language; the texts are gathered from the code itself."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from flask import Request
from werkzeug.test import EnvironBuilder

import gateway
from gateway.languages import LANGUAGES, Phrase, catalogue, chosen, said
from gateway.refusing.problem_codes import PROBLEMS

ROOT = Path(gateway.__file__).parent
HOUSE = ROOT.parent
PLACES = {
    "Fault": (1, 2), "Problem": (2,), "refuse": (1, 2), "text": (0,), "Phrase": (0,), "unavailable": (0,),
    "JsonError": (0,),
}  # fmt: skip
NAMES = {"detail", "remedy", "wanted"}
ELSEWHERE = {"refused": (1, 2), "Why": (0,), "Fault": (1, 2)}
"""What services and checks of addresses say, which the gateway says in the reader's language."""


def nodes() -> Iterator[tuple[str, ast.AST]]:
    for path in sorted(ROOT.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            yield f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}", node


def elsewhere() -> Iterator[tuple[str, ast.Call]]:
    for path in sorted((*HOUSE.glob("services/**/*.py"), *HOUSE.glob("shared/security/*.py"))):
        tree = ast.parse(path.read_text())
        taken = {
            name.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for name in node.names
        }
        if taken.isdisjoint(ELSEWHERE) and path.name != "outbound.py":
            continue
        for node in ast.walk(tree):
            # Not `announcing.refused(...)`, which is an event.
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                yield f"{path.relative_to(HOUSE)}:{node.lineno}", node


def called(node: ast.AST) -> str:
    return getattr(node.func, "id", getattr(node.func, "attr", "")) if isinstance(node, ast.Call) else ""


def said_at() -> Iterator[tuple[str, ast.expr]]:
    """Where, and the expression of a text for people."""
    for where, node in nodes():
        if isinstance(node, ast.Call):
            for place in PLACES.get(called(node), ()):
                if place < len(node.args):
                    yield where, node.args[place]
            for keyword in node.keywords:
                if keyword.arg in NAMES:
                    yield where, keyword.value
        elif isinstance(node, ast.Assign) and any(getattr(one, "id", "") in NAMES for one in node.targets):
            yield where, node.value
        elif isinstance(node, ast.FunctionDef):
            named = node.args.args[len(node.args.args) - len(node.args.defaults) :]
            for argument, default in zip(named, node.args.defaults, strict=True):
                if argument.arg in NAMES:
                    yield where, default


def said_elsewhere() -> Iterator[tuple[str, ast.expr]]:
    for where, call in elsewhere():
        for place in ELSEWHERE.get(called(call), ()):
            # With a French text of its own, it needs none from the catalogue.
            own = place == 1 and any(keyword.arg == "detail_fr" for keyword in call.keywords)
            if place < len(call.args) and not own:
                yield where, call.args[place]


def constants(expression: ast.expr) -> Iterator[str]:
    match expression:
        case ast.Constant(value=str(text)):
            yield text
        case ast.IfExp(body=one, orelse=other):
            yield from constants(one)
            yield from constants(other)


def texts() -> dict[str, str]:
    return {
        text: where
        for where, expression in (*said_at(), *said_elsewhere())
        for text in constants(expression)
        if text
    }


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_every_text_has_its_translation(language: str) -> None:
    missing = {text: where for text, where in texts().items() if text not in catalogue(language)}

    assert missing == {}


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_no_translation_is_left_over_or_given_twice(language: str) -> None:
    with (ROOT / "languages" / f"{language}.po").open("rb") as file:
        ids = [message.id for message in read_po(file) if message.id]

    assert set(ids) - set(texts()) == set()
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_translations_carry_the_same_values(language: str) -> None:
    for text, translation in catalogue(language).items():
        assert set(re.findall(r"\{(\w+)\}", text)) == set(re.findall(r"\{(\w+)\}", translation)), text


def test_no_text_is_put_together_before_it_is_translated() -> None:
    built = [
        where
        for where, expression in (*said_at(), *said_elsewhere())
        if isinstance(expression, ast.JoinedStr | ast.BinOp)
    ]

    assert built == []


def test_every_problem_code_is_registered() -> None:
    used = {
        code.value: where
        for where, node in nodes()
        if isinstance(node, ast.Call) and called(node) == "Problem"
        for code in node.args[1:2]
        if isinstance(code, ast.Constant)
    }

    assert {code: where for code, where in used.items() if code not in PROBLEMS} == {}


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("fr", "fr"), ("fr-CA,fr;q=0.8,en;q=0.5", "fr"), ("en-GB", "en"), ("de", "en"), ("", "en"), ("*", "en"),
        ("fr;q=0,en", "en"), ("de,fr;q=0.1", "fr"), ("x" * 5000, "en"),
    ],
)  # fmt: skip
def test_the_reader_chooses_the_language(header: str, language: str) -> None:
    assert chosen(Request(EnvironBuilder(headers=[("Accept-Language", header)]).get_environ())) == language


def test_values_that_are_texts_are_translated_too() -> None:
    words = said("Expected: {wanted}.", "fr", {"wanted": Phrase("an id that this API has given out")})

    assert words == "Attendu\u00a0: un identifiant donné par cette API."
