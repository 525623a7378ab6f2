"""The description of the interface: complete, true, and readable without any script or anything from elsewhere."""

import re
from typing import Any

from api.app import create_app
from tests.api.talking import APP, client
from utils.cookies import BEHIND_TLS


def test_the_document_describes_every_route_with_its_refusals() -> None:
    document = client().get("/api/openapi.json").json()
    assert document == APP.openapi()
    assert document["servers"] == [{"url": "/api"}]
    for path, operations in document["paths"].items():
        assert path.startswith("/v1/")
        for method, operation in operations.items():
            answers = operation["responses"]
            assert {"422", "500", "503"} <= set(answers), path
            assert operation["x-permission"] == "open" or {"401", "403"} <= set(answers), path
            assert "404" in answers or "{" not in path, path
            assert "413" in answers or "requestBody" not in operation, path
            for status, answer in answers.items():
                if int(status) >= 400 and path != "/v1/health":
                    assert answer["content"]["application/json"]["schema"]["$ref"].endswith("/RefusalAnswer"), (method, path)


def test_amounts_are_described_as_text() -> None:
    properties = APP.openapi()["components"]["schemas"]["BillOut"]["properties"]
    assert {properties[name]["type"] for name in ("demand", "arrears", "amount_due", "outstanding")} == {"string"}
    numbers = [(name, field) for name, field, schema in fields() if schema.get("type") == "number"]
    assert sorted({field for _, field in numbers}) in ([], ["latitude", "longitude"])


def fields() -> list[tuple[str, str, dict[str, Any]]]:
    schemas = APP.openapi()["components"]["schemas"]
    return [
        (name, field, inner)
        for name, schema in schemas.items()
        for field, described in schema.get("properties", {}).items()
        for inner in (described, *described.get("anyOf", []))
    ]


def test_every_schema_and_parameter_is_written_in_the_words_of_the_domain() -> None:
    for name, schema in APP.openapi()["components"]["schemas"].items():
        assert "description" in schema or "enum" in schema or name.startswith("Rows_"), name


def test_the_page_lists_every_operation_and_fetches_nothing() -> None:
    answer = client().get("/api/docs")
    assert answer.status_code == 200
    for path in APP.openapi()["paths"]:
        assert f"<code>/api{path}</code>" in answer.text
    assert "<script" not in answer.text
    assert re.findall(r'(?:src|href)="([^"#]+)"', answer.text) == ["/api/openapi.json"]
    anchors = set(re.findall(r'href="#([^"]+)"', answer.text))
    assert anchors <= set(re.findall(r'id="([^"]+)"', answer.text))
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_behind_tls_the_cookie_has_its_other_name() -> None:
    schemes = create_app(is_behind_tls=True).openapi()["components"]["securitySchemes"]
    assert schemes["SessionCookie"]["name"] == BEHIND_TLS
