"""The description of the interface as one plain page: no script, nothing fetched from elsewhere."""

import base64
import hashlib
from collections.abc import Iterator, Mapping
from typing import Any, Final

from markupsafe import Markup

STYLE: Final = Markup("""
:root { color-scheme: light dark; --ink: #17211c; --quiet: #55625b; --line: #d8dfda; --paper: #fff; --tint: #eef4f0;
  --accent: #0b6b46 }
@media (prefers-color-scheme: dark) { :root { --ink: #e6ece8; --quiet: #9fada5; --line: #2d3832; --paper: #101614;
  --tint: #18211d; --accent: #5fc79a } }
* { box-sizing: border-box } body { margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, sans-serif } main { max-width: 68rem; margin: 0 auto; padding: 1.5rem 1rem 4rem }
h1 { margin: 0 0 .5rem } h2 { margin: 2.5rem 0 .5rem; text-transform: capitalize } h3 { font-size: 1rem; margin: 1rem 0 .25rem }
a { color: var(--accent) } code { font: .9em/1.4 ui-monospace, monospace; overflow-wrap: anywhere }
details { border: 1px solid var(--line); border-radius: 8px; margin: .5rem 0 } summary { padding: .7rem 1rem; cursor: pointer }
details[open] > summary { background: var(--tint) } .inner { padding: 0 1rem 1rem } .quiet { color: var(--quiet) }
.method { display: inline-block; min-width: 4.5rem; font-weight: 700; color: var(--accent) }
.wide { overflow-x: auto } table { border-collapse: collapse; width: 100% } th, td { text-align: left; vertical-align: top;
  padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line) } th { font-weight: 600; color: var(--quiet) }
""")
_STYLE_HASH: Final = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
POLICY: Final = (
    f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

_PAGE: Final = Markup("""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>REST interface · Suthra</title><style>{style}</style></head>
<body><main><h1>REST interface of Suthra</h1><p>{intro}</p>
<p>For programs: <a href="/api/openapi.json">the OpenAPI document</a>.</p>
{groups}<h2>Schemas</h2>{schemas}</main></body></html>
""")
_OPERATION: Final = Markup(
    '<details id="{id}"><summary><span class="method">{method}</span> <code>{path}</code> <span class="quiet">{summary}</span>'
    '</summary><div class="inner"><p>{text}</p><p class="quiet">{who}</p>{parts}</div></details>'
)

_LIMITS: Final = {
    "minimum": "at least",
    "maximum": "at most",
    "minLength": "length from",
    "maxLength": "length to",
    "default": "default",
}


def render(document: Mapping[str, Any]) -> str:
    """The page for an OpenAPI document."""
    groups: dict[str, list[Markup]] = {}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            groups.setdefault(operation["tags"][0], []).append(_operation(f"/api{path}", method, operation))
    shown = Markup("").join(
        Markup("<h2>{}</h2>{}").format(name.replace("_", " "), Markup("").join(parts)) for name, parts in groups.items()
    )
    schemas = Markup("").join(_schema(name, schema) for name, schema in document["components"]["schemas"].items())
    intro = Markup("<code>{}</code>")
    pieces = str(document["info"]["description"]).split("`")
    text = Markup("").join(intro.format(piece) if place % 2 else Markup.escape(piece) for place, piece in enumerate(pieces))
    return str(_PAGE.format(style=STYLE, intro=text, groups=shown, schemas=schemas))


def _operation(path: str, method: str, operation: Mapping[str, Any]) -> Markup:
    permission = str(operation["x-permission"])
    who = {"open": "Open to everybody.", "signed_in": "Whoever is signed in."}.get(permission, f"Needs {permission}.")
    if operation.get("x-everywhere"):
        who += " Rights in some areas only do not suffice."
    parts = [_parameters(operation.get("parameters", []))]
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    if body:
        parts.append(Markup("<h3>Body</h3><p>{}</p>").format(_type(body)))
    rows = [(status, _answer(answer), answer.get("description", "")) for status, answer in operation["responses"].items()]
    parts.append(Markup("<h3>Answers</h3>") + _table(("Status", "Body", "When"), rows))
    return _OPERATION.format(
        id=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation.get("summary", ""),
        text=operation.get("description", ""),
        who=who,
        parts=Markup("").join(parts),
    )


def _parameters(parameters: list[Mapping[str, Any]]) -> Markup:
    if not parameters:
        return Markup()
    rows = [
        (_code(each["name"]), each["in"], _type(each["schema"]), each.get("description") or each["schema"].get("description", ""))
        for each in parameters
    ]
    return Markup("<h3>Parameters</h3>") + _table(("Name", "In", "Type", "Meaning"), rows)


def _schema(name: str, schema: Mapping[str, Any]) -> Markup:
    needed = set(schema.get("required", []))
    rows = [
        (_code(field), _type(each), "yes" if field in needed else "", each.get("description", ""))
        for field, each in schema.get("properties", {}).items()
    ]
    table = _table(("Field", "Type", "Required", "Meaning"), rows) if rows else _type(schema)
    form = Markup('<details id="{}"><summary><code>{}</code></summary><div class="inner"><p>{}</p>{}</div></details>')
    return form.format(f"schema-{name}", name, schema.get("description", ""), table)


def _answer(answer: Mapping[str, Any]) -> Markup:
    content: Mapping[str, Any] = answer.get("content", {})
    schemas = [_type(each.get("schema", {})) for each in content.values()]
    return Markup(", ").join(schemas)


def _type(schema: Mapping[str, Any]) -> Markup:
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        return Markup('<a href="#schema-{}">{}</a>').format(name, name)
    if "anyOf" in schema:
        return Markup(" or ").join(_type(each) for each in schema["anyOf"])
    if "enum" in schema:
        return Markup(", ").join(_code(str(value)) for value in schema["enum"])
    if "const" in schema:
        return _code(str(schema["const"]))
    if schema.get("type") == "array":
        return Markup("list of {}").format(_type(schema.get("items", {})))
    words = [str(schema.get("format") or schema.get("type", "anything")), *_limits(schema)]
    return Markup.escape(", ".join(words))


def _limits(schema: Mapping[str, Any]) -> Iterator[str]:
    for name, words in _LIMITS.items():
        if schema.get(name) not in (None, ""):
            yield f"{words} {schema[name]}"
    if schema.get("examples"):
        yield f"for example {schema['examples'][0]}"


def _code(text: str) -> Markup:
    return Markup("<code>{}</code>").format(text)


def _table(heads: tuple[str, ...], rows: list[Any]) -> Markup:
    head = Markup("").join(Markup("<th>{}</th>").format(each) for each in heads)
    body = Markup("").join(
        Markup("<tr>{}</tr>").format(Markup("").join(Markup("<td>{}</td>").format(cell) for cell in row)) for row in rows
    )
    return Markup('<div class="wide"><table><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>').format(head, body)
