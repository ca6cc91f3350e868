"""The operations of the document, as the pages show them."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gateway.manual.fields import Field, field, fields_of
from gateway.manual.samples import sample
from gateway.manual.schemas import Schemas

_JSON = "application/json"
_FORM = "application/x-www-form-urlencoded"
_TITLES = {"api-keys": "API keys", "oauth": "OAuth"}


@dataclass(frozen=True)
class Answer:
    """What comes back under one status. kinds: media types."""

    status: str
    meaning: str
    kinds: tuple[str, ...]
    fields: tuple[Field, ...]
    example: str


@dataclass(frozen=True)
class Operation:
    """parameters: by where they stand (path, query, header). body_kinds: media types. refusals: status and phrase."""

    id: str
    method: str
    path: str
    summary: str
    description: str
    parameters: Mapping[str, tuple[Field, ...]]
    body_kinds: tuple[str, ...]
    body: tuple[Field, ...]
    call: str
    answers: tuple[Answer, ...]
    refusals: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Group:
    """What the API says about one kind of thing."""

    name: str
    title: str
    description: str
    operations: tuple[Operation, ...]


def groups(document: Mapping[str, Any]) -> tuple[Group, ...]:
    """Everything that can be asked, in the document's order."""
    schemas = Schemas(document)
    found: dict[str, list[Operation]] = {tag["name"]: [] for tag in document["tags"]}
    for path, item in document["paths"].items():
        for method, said in item.items():
            if method != "parameters":
                parameters = [*item.get("parameters", ()), *said.get("parameters", ())]
                found[said["tags"][0]].append(_operation(schemas, method, path, said, parameters))
    return tuple(
        Group(
            name=tag["name"],
            title=_TITLES.get(tag["name"], tag["name"].replace("-", " ").capitalize()),
            description=tag["description"],
            operations=tuple(found[tag["name"]]),
        )
        for tag in document["tags"]
        if found[tag["name"]]
    )


def _operation(
    schemas: Schemas, method: str, path: str, said: Mapping[str, Any], parameters: list[Mapping[str, Any]]
) -> Operation:
    known = [schemas.resolved(one) for one in parameters]
    body = schemas.resolved(said.get("requestBody", {})).get("content", {})
    answers = tuple(_answers(schemas, said["responses"]))
    return Operation(
        id=said["operationId"],
        method=method.upper(),
        path=path,
        summary=said["summary"],
        description=said.get("description", ""),
        parameters={
            place: tuple(_parameter(schemas, one) for one in known if one["in"] == place)
            for place in ("path", "query", "header")
            if any(one["in"] == place for one in known)
        },
        body_kinds=tuple(body),
        body=_body_fields(schemas, body),
        call=_call(schemas, method.upper(), path, known, body, known_caller=bool(said.get("security"))),
        answers=answers,
        refusals=tuple(
            (status, schemas.resolved(one)["description"])
            for status, one in said["responses"].items()
            if status[0] in "45"
        ),
    )


def _parameter(schemas: Schemas, said: Mapping[str, Any]) -> Field:
    part = {**schemas.resolved(said["schema"]), "description": said.get("description", "")}
    return field(schemas, said["name"], part, required=said.get("required", False))


def _body_fields(schemas: Schemas, content: Mapping[str, Any]) -> tuple[Field, ...]:
    return next(
        (found for one in content.values() if (found := fields_of(schemas, one.get("schema", {})))), ()
    )


def _answers(schemas: Schemas, responses: Mapping[str, Any]) -> Iterator[Answer]:
    for status, reference in responses.items():
        if status[0] in "45":
            continue
        said = schemas.resolved(reference)
        content = said.get("content", {})
        shown = content.get(_JSON, {})
        example = shown.get("example", sample(schemas, shown["schema"]) if "schema" in shown else None)
        yield Answer(
            status="200" if status == "2XX" else status,
            meaning=_sentence(said["description"].removeprefix("200: ")),
            kinds=tuple(content),
            fields=_body_fields(schemas, content),
            example="" if example is None else _readable(example),
        )


def _call(
    schemas: Schemas,
    method: str,
    path: str,
    parameters: list[Mapping[str, Any]],
    content: Mapping[str, Any],
    *,
    known_caller: bool,
) -> str:
    """The same as a command: address, headers that are required, and the example of the body."""
    asked = "" if method == "GET" else f"-X {method} "
    lines = [f'curl {asked}"$COULISSE_URL{path}"']
    lines += ['-H "Authorization: Bearer $COULISSE_API_KEY"'] if known_caller else []
    lines += [
        f"-H '{one['name']}: {'...' if one['name'] != 'If-Match' else '*'}'"
        for one in parameters
        if one["in"] == "header" and one.get("required")
    ]
    kind = next(iter(content), "")
    if kind == "multipart/form-data":
        lines.append("-F file=@contract.pdf")
    elif kind == _FORM:
        lines += [f"--data-urlencode '{name}={value}'" for name, value in content[kind]["example"].items()]
    elif kind:
        lines.append(f"-H 'Content-Type: {kind}'")
        example = _example(schemas, content[kind])
        text = example if isinstance(example, str) else _readable(example)
        quoted = text.replace("'", "'\\''")
        lines.append(f"-d '{quoted}'")
    return " \\\n  ".join(lines)


def _example(schemas: Schemas, media: Mapping[str, Any]) -> Any:
    several = [one["value"] for one in media.get("examples", {}).values()]
    return several[0] if several else media.get("example", sample(schemas, media["schema"]))


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _readable(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)
