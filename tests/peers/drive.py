"""Google Drive as its version 3 is documented: tokens for a service account, uploads of both kinds, queries, ranges, the bin."""

import json
import re
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.peers.serving import Handler

EMAIL = "suthra@example.test"
AUDIENCE = "https://oauth2.googleapis.com/token"


@dataclass
class DriveFile:
    """A file of the drive."""

    file_id: str
    name: str
    parent: str
    contents: bytes
    created_at: datetime
    is_trashed: bool = False


@dataclass
class DrivePeer:
    """One shared drive with one folder; `may_delete` is false for an account that may only put into the bin."""

    folder_id: str = "0ABCdefGHIjkl"
    may_delete: bool = True
    files: dict[str, DriveFile] = field(default_factory=dict[str, DriveFile])
    tokens: set[str] = field(default_factory=set[str])
    sessions: dict[str, tuple[dict[str, Any], bytes]] = field(default_factory=dict[str, tuple[dict[str, Any], bytes]])
    key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))

    def credentials(self, address: str) -> dict[str, str]:
        """The key of the service account, as Google hands it out."""
        pem = self.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return {"type": "service_account", "client_email": EMAIL, "private_key": pem.decode(), "token_uri": f"{address}/token"}

    def take(self, request: Handler) -> None:
        """Answer one request."""
        url = urlsplit(request.path)
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        if url.path == "/token":
            self._give_token(request)
        elif url.path == "/session":
            self._take_piece(request, query["upload_id"])
        elif request.headers.get("Authorization", "").removeprefix("Bearer ") not in self.tokens:
            self._refuse(request, 401, "Invalid Credentials")
        elif url.path == "/upload/drive/v3/files":
            self._upload(request, query)
        elif url.path == "/drive/v3/files":
            self._list(request, query)
        else:
            self._one(request, url.path.removeprefix("/drive/v3/files/"), query)

    def _give_token(self, request: Handler) -> None:
        asked = parse_qs(request.body.decode())
        assert asked["grant_type"] == ["urn:ietf:params:oauth:grant-type:jwt-bearer"]
        try:
            claims = jwt.decode(asked["assertion"][0], self.key.public_key(), algorithms=["RS256"], audience=AUDIENCE)
            assert claims["iss"] == EMAIL
        except jwt.InvalidTokenError:
            request.answer_json(400, {"error": "invalid_grant", "error_description": "Invalid JWT Signature."})
            return
        token = secrets.token_urlsafe(16)
        self.tokens.add(token)
        request.answer_json(200, {"access_token": token, "expires_in": 3600, "token_type": "Bearer"})

    def _upload(self, request: Handler, query: dict[str, str]) -> None:
        assert query["supportsAllDrives"] == "true"
        if query["uploadType"] == "resumable":
            session = secrets.token_hex(8)
            self.sessions[session] = (json.loads(request.body), b"")
            request.answer(200, Location=f"http://{request.headers['Host']}/session?upload_id={session}")
            return
        (_, said), (_, contents) = request.parts(b"\n")
        self._keep(request, json.loads(said), contents)

    def _take_piece(self, request: Handler, session: str) -> None:
        asked, before = self.sessions[session]
        found = re.fullmatch(r"bytes (\d+)-(\d+)/(\d+)", request.headers["Content-Range"])
        assert found is not None
        assert int(found[1]) == len(before)
        so_far = before + request.body
        self.sessions[session] = (asked, so_far)
        if len(so_far) < int(found[3]):
            request.answer(308, Range=f"bytes=0-{len(so_far) - 1}")
            return
        self._keep(request, asked, so_far)

    def _keep(self, request: Handler, asked: dict[str, Any], contents: bytes) -> None:
        if asked["parents"] != [self.folder_id]:
            self._refuse(request, 404, f"File not found: {asked['parents'][0]}.")
            return
        made = DriveFile(secrets.token_hex(12), asked["name"], self.folder_id, contents, datetime.now(UTC))
        self.files[made.file_id] = made
        request.answer_json(200, {"id": made.file_id})

    def _list(self, request: Handler, query: dict[str, str]) -> None:
        assert query["supportsAllDrives"] == query["includeItemsFromAllDrives"] == "true"
        found = [file for file in self.files.values() if all(_holds(file, part) for part in query["q"].split(" and "))]
        begin, size = int(query.get("pageToken", 0)), min(int(query["pageSize"]), 100)
        rows = [{"id": each.file_id, "name": each.name, "size": str(len(each.contents))} for each in found[begin : begin + size]]
        more = {"nextPageToken": str(begin + size)} if begin + size < len(found) else {}
        request.answer_json(200, {"files": rows, **more})

    def _one(self, request: Handler, file_id: str, query: dict[str, str]) -> None:
        assert query["supportsAllDrives"] == "true"
        file = self.files.get(file_id)
        if file is None:
            self._refuse(request, 404, f"File not found: {file_id}.")
        elif request.command == "GET":
            assert query["alt"] == "media"
            request.answer_part(file.contents)
        elif request.command == "PATCH":
            file.is_trashed = json.loads(request.body)["trashed"]
            request.answer_json(200, {"id": file_id})
        elif self.may_delete:
            del self.files[file_id]
            request.answer(204)
        else:
            self._refuse(request, 403, "The user does not have sufficient permissions for this file.")

    def _refuse(self, request: Handler, status: int, message: str) -> None:
        request.answer_json(status, {"error": {"code": status, "message": message, "errors": []}})


def _holds(file: DriveFile, condition: str) -> bool:
    """Whether a file meets a term of the query language; a term that is not known fails the test."""
    if found := re.fullmatch(r"name = '([^']*)'", condition):
        return file.name == found[1]
    if found := re.fullmatch(r"name contains '([^']*)'", condition):
        return file.name.startswith(found[1])
    if found := re.fullmatch(r"'([^']*)' in parents", condition):
        return file.parent == found[1]
    if found := re.fullmatch(r"createdTime < '([^']*)'", condition):
        return file.created_at < datetime.fromisoformat(found[1]).replace(tzinfo=UTC)
    assert condition == "trashed = false", condition
    return not file.is_trashed
