"""Supabase Storage as its HTTP interface is documented: objects, signed links, lists and its own way to say no."""

import json
import re
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

from tests.peers.serving import Handler


@dataclass
class Kept:
    """An object."""

    contents: bytes
    at: str
    object_id: str


@dataclass
class SupabasePeer:
    """One project with one bucket; who has the key may do everything."""

    key: str
    bucket: str = "suthra"
    objects: dict[str, Kept] = field(default_factory=dict[str, Kept])
    links: dict[str, str] = field(default_factory=dict[str, str])

    def take(self, request: Handler) -> None:
        """Answer one request."""
        url = urlsplit(request.path)
        path = url.path.removeprefix("/storage/v1/")
        if request.command == "GET" and path.startswith(f"object/sign/{self.bucket}/"):
            self._give(request, path.removeprefix(f"object/sign/{self.bucket}/"), parse_qs(url.query).get("token", [""])[0])
            return
        if request.headers.get("Authorization") != f"Bearer {self.key}" or request.headers.get("apikey") != self.key:
            request.answer_json(400, {"statusCode": "403", "error": "Unauthorized", "message": "signature verification failed"})
            return
        found = re.fullmatch(r"object/(?:(sign|info|list)/)?([^/]+)(?:/(.+))?", path)
        if found is None or found[2] != self.bucket:
            request.answer_json(400, {"statusCode": "404", "error": "Bucket not found", "message": "Bucket not found"})
            return
        act = f"{request.command} {found[1] or 'object'}"
        getattr(self, {"POST object": "_add", "POST sign": "_sign", "GET info": "_info", "POST list": "_list",
                       "DELETE object": "_remove"}[act])(request, found[3])  # fmt: skip

    def _add(self, request: Handler, path: str) -> None:
        if path in self.objects and request.headers.get("x-upsert") != "true":
            request.answer_json(400, {"statusCode": "409", "error": "Duplicate", "message": "The resource already exists"})
            return
        (contents,) = [body for head, body in request.parts(b"\r\n") if 'name="file"' in head]
        made = Kept(contents, datetime.now(UTC).isoformat().replace("+00:00", "Z"), secrets.token_hex(8))
        self.objects[path] = made
        request.answer_json(200, {"Key": f"{self.bucket}/{path}", "Id": made.object_id})

    def _sign(self, request: Handler, path: str) -> None:
        assert int(json.loads(request.body)["expiresIn"]) > 0
        if path not in self.objects:
            self._say_missing(request)
            return
        token = secrets.token_urlsafe(16)
        self.links[token] = path
        request.answer_json(200, {"signedURL": f"/object/sign/{self.bucket}/{path}?token={token}"})

    def _give(self, request: Handler, path: str, token: str) -> None:
        if self.links.get(token) != path or path not in self.objects:
            request.answer_json(400, {"statusCode": "400", "error": "InvalidJWT", "message": "invalid signature"})
            return
        request.answer_part(self.objects[path].contents)

    def _info(self, request: Handler, path: str) -> None:
        if path not in self.objects:
            self._say_missing(request)
            return
        kept = self.objects[path]
        request.answer_json(200, {"id": kept.object_id, "name": path, "bucket_id": self.bucket, "version": "1",
                                  "size": len(kept.contents), "created_at": kept.at, "last_modified": kept.at})  # fmt: skip

    def _list(self, request: Handler, _: str | None) -> None:
        asked = json.loads(request.body)
        prefix = asked["prefix"].strip("/") + "/"
        files: dict[str, Kept | None] = {}
        for path, kept in self.objects.items():
            if path.startswith(prefix):
                name, is_folder, _rest = path.removeprefix(prefix).partition("/")
                files[name] = None if is_folder else kept
        rows = [
            {"name": name, "id": kept and kept.object_id, "updated_at": kept and kept.at, "created_at": kept and kept.at,
             "metadata": kept and {"size": len(kept.contents)}}
            for name, kept in sorted(files.items())
        ]  # fmt: skip
        request.answer_json(200, rows[asked["offset"] : asked["offset"] + asked["limit"]])

    def _remove(self, request: Handler, _: str | None) -> None:
        gone = [path for path in json.loads(request.body)["prefixes"] if self.objects.pop(path, None)]
        request.answer_json(200, [{"name": path, "bucket_id": self.bucket} for path in gone])

    def _say_missing(self, request: Handler) -> None:
        request.answer_json(400, {"statusCode": "404", "error": "not_found", "message": "Object not found"})
