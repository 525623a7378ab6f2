"""Imports: a file uploaded, its columns mapped, its rows checked, taken in, and taken back."""

import tempfile
from collections.abc import Iterator
from typing import IO, Annotated, Final

from anyio import to_thread
from fastapi import APIRouter, Path, Query, Request

from api.routes.describing import guarded, needs
from api.schemas.imports import (
    FileRefOut,
    ImportedRowOut,
    ImportListedOut,
    ImportNounOut,
    ImportOut,
    ImportParams,
    ImportProblemOut,
    MappingIn,
    ReadIn,
    RowsParams,
    UploadParams,
)
from api.schemas.shapes import Id, Rows, rows_of
from api.security import Acting
from services import imports
from services.imports import ImportNoun
from services.permissions import Permission
from services.work import Actor, begin

router = APIRouter(prefix="/imports", tags=["imports"])
PIECE: Final = 1 << 20
MAY: Final = needs(Permission.IMPORT)
BODY: Final = {
    "requestBody": {
        "required": True,
        "description": "The file itself: CSV, XLSX, XLS or ODS, at most 50 MB.",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.get("/nouns", summary="What may be imported", responses=guarded(), openapi_extra=MAY)
def list_import_nouns(actor: Acting) -> list[ImportNounOut]:
    """Each kind of row with the fields that its files may have, in the order of the template."""
    with begin(actor) as work:
        return [ImportNounOut.of(noun) for noun in imports.nouns(work)]


@router.get("", summary="Imports, newest first", responses=guarded(), openapi_extra=MAY)
def list_imports(actor: Acting, params: Annotated[ImportParams, Query()]) -> Rows[ImportListedOut]:
    """Whoever sees some areas only sees what they brought themselves."""
    with begin(actor) as work:
        return rows_of(imports.page(work, params.query()), ImportListedOut)


@router.post(
    "", status_code=201, summary="Upload a file", responses=guarded(413), openapi_extra={**MAY, **BODY}
)
async def upload_import(actor: Acting, params: Annotated[UploadParams, Query()], request: Request) -> ImportOut:
    """Send the bytes of the file as the body, and what it holds in the query. Nothing changes yet: the answer names the
    columns, a few cells of each, and the mapping that was guessed or is remembered for files of this shape."""
    await to_thread.run_sync(_check_may, actor, params.noun)
    with tempfile.TemporaryFile(prefix="suthra-") as file:
        async for chunk in request.stream():
            await to_thread.run_sync(file.write, chunk)
        return await to_thread.run_sync(_upload, actor, params, file)


@router.get("/{import_id}", summary="One import", responses=guarded(404), openapi_extra=MAY)
def show_import(actor: Acting, import_id: Annotated[Id, Path()]) -> ImportOut:
    """How far it is, and what became of its rows."""
    with begin(actor) as work:
        return ImportOut.of(imports.get(work, import_id))


@router.put("/{import_id}/reading", summary="Read the file in another way", responses=guarded(404, 409, 413), openapi_extra=MAY)
def read_import_differently(actor: Acting, import_id: Annotated[Id, Path()], body: ReadIn) -> ImportOut:
    """With another sheet, header row or delimiter, before it is run."""
    with begin(actor) as work:
        return ImportOut.of(imports.read_differently(work, import_id, body.read_as()))


@router.put(
    "/{import_id}/mapping", status_code=202, summary="Choose the columns and check the rows", responses=guarded(404, 409, 413),
    openapi_extra=MAY,
)  # fmt: skip
def choose_import_mapping(actor: Acting, import_id: Annotated[Id, Path()], body: MappingIn) -> ImportOut:
    """Every row is checked in the background and nothing else changes: a dry run. Ask for the import again until its
    status is `validated`; its counts, problems and rows then say what it would do."""
    with begin(actor) as work:
        return ImportOut.of(imports.choose(work, import_id, body.mapping))


@router.post("/{import_id}/start", status_code=202, summary="Take the rows in", responses=guarded(404, 409), openapi_extra=MAY)
def start_import(actor: Acting, import_id: Annotated[Id, Path()]) -> ImportOut:
    """In the background; each row is judged again at the moment it is taken in."""
    with begin(actor) as work:
        return ImportOut.of(imports.start(work, import_id))


@router.post("/{import_id}/pause", summary="Stop after the batch in hand", responses=guarded(404, 409), openapi_extra=MAY)
def pause_import(actor: Acting, import_id: Annotated[Id, Path()]) -> ImportOut:
    """What went in stays in."""
    with begin(actor) as work:
        return ImportOut.of(imports.pause(work, import_id))


@router.post("/{import_id}/resume", status_code=202, summary="Go on", responses=guarded(404, 409), openapi_extra=MAY)
def resume_import(actor: Acting, import_id: Annotated[Id, Path()]) -> ImportOut:
    """Where it was paused or stopped, or with the rows that wait."""
    with begin(actor) as work:
        return ImportOut.of(imports.resume(work, import_id))


@router.post("/{import_id}/roll-back", status_code=202, summary="Take it back", responses=guarded(404, 409), openapi_extra=MAY)
def roll_back_import(actor: Acting, import_id: Annotated[Id, Path()]) -> ImportOut:
    """All that it did, in the background, while nothing was built on it; `failure` says what was."""
    with begin(actor) as work:
        return ImportOut.of(imports.roll_back(work, import_id))


@router.get("/{import_id}/problems", summary="Why rows are not taken", responses=guarded(404), openapi_extra=MAY)
def list_import_problems(actor: Acting, import_id: Annotated[Id, Path()]) -> list[ImportProblemOut]:
    """One line for each kind of reason, with how many rows it concerns and the first of them."""
    with begin(actor) as work:
        return [ImportProblemOut.model_validate(each) for each in imports.problems(work, import_id)]


@router.get("/{import_id}/rows", summary="Rows as they were understood", responses=guarded(404), openapi_extra=MAY)
def list_import_rows(
    actor: Acting, import_id: Annotated[Id, Path()], params: Annotated[RowsParams, Query()]
) -> list[ImportedRowOut]:
    """The first rows of one verdict, each with its reason and what a changed record held."""
    with begin(actor) as work:
        found = imports.get(work, import_id)
        names = [field.name for field in imports.NOUNS[ImportNoun(found.noun)].fields]
        return [
            ImportedRowOut(
                row_no=row.row_no, key=row.key, values=dict(zip(names, row.cells, strict=False)),
                verdict=imports.Verdict(row.verdict), reason=row.reason,
                before=None if row.before is None else dict(row.before),
            )
            for row in imports.samples(work, import_id, params.verdict, params.label, params.size)
        ]


@router.get("/{import_id}/errors", summary="The rows that were left out", responses=guarded(404, 409, 410), openapi_extra=MAY)
def show_import_errors(actor: Acting, import_id: Annotated[Id, Path()]) -> FileRefOut:
    """The original rows with a column that says why; mend them and upload the file as it is."""
    with begin(actor) as work:
        return FileRefOut.of(imports.error_file(work, import_id))


def _check_may(actor: Actor, noun: ImportNoun) -> None:
    """Nobody fills a disk with what they may not bring in."""
    with begin(actor) as work:
        imports.allowed(work, noun)


def _upload(actor: Actor, params: UploadParams, file: IO[bytes]) -> ImportOut:
    file.seek(0)
    with begin(actor) as work:
        return ImportOut.of(imports.upload(work, params.noun, params.name, _pieces(file), params.read_as()))


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    while piece := file.read(PIECE):
        yield piece
