"""S3 as its REST interface is documented: signatures of version 4 checked, objects, ranges, lists in pages, uploads in parts."""

import hmac
import re
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import md5, sha256
from urllib.parse import parse_qsl, quote, unquote, urlsplit
from xml.sax.saxutils import escape

from tests.peers.serving import Handler

PAGE = 50


@dataclass
class S3Peer:
    """One bucket of one person, addressed by path; nothing is answered without that person's signature."""

    secret: str
    key_id: str = "AKIAEXAMPLE"
    bucket: str = "suthra"
    region: str = "us-east-1"
    objects: dict[str, tuple[bytes, datetime]] = field(default_factory=dict[str, tuple[bytes, datetime]])
    uploads: dict[str, dict[int, bytes]] = field(default_factory=dict[str, dict[int, bytes]])

    def take(self, request: Handler) -> None:
        """Answer one request."""
        url = urlsplit(request.path)
        query = dict(parse_qsl(url.query, keep_blank_values=True))
        if not self._is_signed(request, url.path, query):
            self._refuse(request, 403, "SignatureDoesNotMatch", "The request signature we calculated does not match.")
            return
        bucket, _, key = unquote(url.path).removeprefix("/").partition("/")
        if bucket != self.bucket:
            self._refuse(request, 404, "NoSuchBucket", "The specified bucket does not exist")
        elif not key:
            self._of_bucket(request, query)
        elif "uploads" in query or "uploadId" in query:
            self._of_upload(request, key, query)
        else:
            self._of_object(request, key)

    def _of_object(self, request: Handler, key: str) -> None:
        if request.command == "PUT":
            self.objects[key] = (request.body, datetime.now(UTC))
            request.answer(200, ETag=_tag(request.body))
        elif request.command == "DELETE":
            self.objects.pop(key, None)
            request.answer(204)
        elif key not in self.objects:
            self._refuse(request, 404, "NoSuchKey", "The specified key does not exist.")
        else:
            contents, at = self.objects[key]
            known = {"ETag": _tag(contents), "Last_Modified": f"{at:%a, %d %b %Y %H:%M:%S GMT}"}
            request.answer_part(contents, **known)

    def _of_upload(self, request: Handler, key: str, query: dict[str, str]) -> None:
        if "uploads" in query:
            upload = secrets.token_hex(8)
            self.uploads[upload] = {}
            self._answer(request, "InitiateMultipartUploadResult", f"<Key>{key}</Key><UploadId>{upload}</UploadId>")
        elif request.command == "PUT":
            self.uploads[query["uploadId"]][int(query["partNumber"])] = request.body
            request.answer(200, ETag=_tag(request.body))
        elif request.command == "DELETE":
            self.uploads.pop(query["uploadId"], None)
            request.answer(204)
        else:
            parts = self.uploads.pop(query["uploadId"])
            named = [int(number) for number in re.findall(rb"<PartNumber>(\d+)</PartNumber>", request.body)]
            assert named == sorted(parts)
            assert all(len(parts[number]) >= 5 * 1024 * 1024 for number in named[:-1])
            contents = b"".join(parts[number] for number in named)
            self.objects[key] = (contents, datetime.now(UTC))
            self._answer(request, "CompleteMultipartUploadResult", f"<Key>{key}</Key><ETag>{_tag(contents)}</ETag>")

    def _of_bucket(self, request: Handler, query: dict[str, str]) -> None:
        if "delete" in query:
            keys = [key.decode() for key in re.findall(rb"<Key>([^<]*)</Key>", request.body)]
            for key in keys:
                self.objects.pop(key, None)
            self._answer(request, "DeleteResult", "".join(f"<Deleted><Key>{escape(key)}</Key></Deleted>" for key in keys))
            return
        assert query["list-type"] == "2"
        after = query.get("continuation-token", "")
        found = sorted(key for key in self.objects if key.startswith(query.get("prefix", "")) and key > after)
        rows = "".join(self._row(key) for key in found[:PAGE])
        more = f"<NextContinuationToken>{found[PAGE - 1]}</NextContinuationToken>" if len(found) > PAGE else ""
        is_cut = str(bool(more)).lower()
        count = len(found[:PAGE])
        self._answer(request, "ListBucketResult", f"<IsTruncated>{is_cut}</IsTruncated><KeyCount>{count}</KeyCount>{more}{rows}")

    def _row(self, key: str) -> str:
        contents, at = self.objects[key]
        moment = at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        size = f"<Size>{len(contents)}</Size><StorageClass>STANDARD</StorageClass>"
        known = f"<LastModified>{moment}</LastModified><ETag>{_tag(contents)}</ETag>{size}"
        return f"<Contents><Key>{escape(key)}</Key>{known}</Contents>"

    def _is_signed(self, request: Handler, path: str, query: dict[str, str]) -> bool:
        """As AWS describes signing version 4; the body must be the one that was signed."""
        given = re.fullmatch(
            r"AWS4-HMAC-SHA256 Credential=([^/]+)/(\d{8})/([^/]+)/s3/aws4_request, ?SignedHeaders=([^,]+), ?"
            r"Signature=([0-9a-f]{64})",
            request.headers.get("Authorization", ""),
        )
        body_sum = request.headers.get("x-amz-content-sha256", "")
        if given is None or given[1] != self.key_id or given[3] != self.region:
            return False
        if body_sum not in ("UNSIGNED-PAYLOAD", sha256(request.body).hexdigest()):
            return False
        asked = "&".join(f"{quote(name, safe='-_.~')}={quote(value, safe='-_.~')}" for name, value in sorted(query.items()))
        headers = "".join(f"{name}:{' '.join(request.headers[name].split())}\n" for name in given[4].split(";"))
        canonical = "\n".join([request.command, path, asked, headers, given[4], body_sum])
        scope = f"{given[2]}/{given[3]}/s3/aws4_request"
        summed = sha256(canonical.encode()).hexdigest()
        text = f"AWS4-HMAC-SHA256\n{request.headers['x-amz-date']}\n{scope}\n{summed}"
        key = f"AWS4{self.secret}".encode()
        for part in (given[2], given[3], "s3", "aws4_request"):
            key = hmac.digest(key, part.encode(), "sha256")
        return hmac.compare_digest(hmac.digest(key, text.encode(), "sha256").hex(), given[5])

    def _answer(self, request: Handler, name: str, inner: str) -> None:
        body = f'<?xml version="1.0" encoding="UTF-8"?><{name} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">{inner}</{name}>'
        request.answer(200, body.encode(), Content_Type="application/xml")

    def _refuse(self, request: Handler, status: int, code: str, message: str) -> None:
        body = f"<Error><Code>{code}</Code><Message>{message}</Message><RequestId>1</RequestId></Error>".encode()
        request.answer(status, body if request.command != "HEAD" else b"", Content_Type="application/xml")


def _tag(contents: bytes) -> str:
    return f'"{md5(contents).hexdigest()}"'  # noqa: S324 what S3 itself does
