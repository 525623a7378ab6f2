"""Photos in a real browser: made small on the phone with what the camera wrote, shown small, opened whole, refused in words."""

import os
from io import BytesIO
from uuid import uuid4

import pytest
from PIL import Image
from playwright.sync_api import Request

from services import attachments, tickets
from services.attachments import Attachment
from services.permissions import Role
from services.tickets import NewTicket
from services.work import begin
from tests import pictures
from tests.browser.conftest import Visit
from tests.browser.test_every_screen import SIZES, arrive, faults
from tests.builders import World, person, world

pytestmark = pytest.mark.browser

IS_UNFOLDED = "() => [...document.querySelectorAll('details')].every(each => each.getAnimations({ subtree: true }).length === 0)"
PHONE = {"width": 390, "height": 844}


def ticket(here: World) -> int:
    new = NewTicket("Not collected", "", "missed_collection", "normal", "phone", uuid4(), area_id=here.ward_a)
    with begin(here.admin) as work:
        return tickets.open_one(work, new).ticket_id


def attached(here: World, ticket_id: int) -> list[Attachment]:
    with begin(here.admin) as work:
        return list(attachments.list_of(work, "ticket", ticket_id))


def large() -> bytes:
    """A photo of some megabytes, held sideways, with a position."""
    noise = Image.frombytes("RGB", (1200, 900), os.urandom(1200 * 900 * 3)).resize((3000, 2250))
    return pictures.saved(noise, "JPEG", quality=95, exif=pictures.exif(6, gps=pictures.position()))


def file(name: str, kind: str, contents: bytes) -> dict[str, object]:
    return {"name": name, "mimeType": kind, "buffer": contents}


def test_a_phone_sends_photos_small_and_shows_them(visit: Visit) -> None:
    here = world()
    ticket_id, photo = ticket(here), large()
    sent: list[int] = []

    def note(request: Request) -> None:
        if request.method == "POST" and request.url.endswith("/attachments"):
            sent.append(int(request.header_value("content-length") or 0))

    visit.page.on("requestfinished", note)
    visit.page.set_viewport_size(PHONE)  # pyright: ignore[reportArgumentType]
    visit.sign_in(person(here, Role.FIELD_AGENT, (here.ward_a,)).username)
    visit.settle()
    visit.turn_to(f"/ticket?ticket={ticket_id}")
    chooser = visit.page.locator(".su-attach input[multiple][accept*=jpeg]")
    chooser.set_input_files([file("street.jpg", "image/jpeg", photo), file("trick.jpg", "image/jpeg", pictures.SVG)])  # pyright: ignore
    said = visit.page.locator(".su-attach-said")
    said.filter(has_text="Added one.").wait_for()
    assert "“trick.jpg” is something else than its name may say." in said.inner_text()
    picture = visit.page.locator(".su-photos img")
    picture.wait_for()
    picture.scroll_into_view_if_needed()
    size = picture.evaluate("image => image.decode().then(() => [image.naturalWidth, image.naturalHeight])")
    assert size == [240, 320]
    (kept,) = attached(here, ticket_id)
    # Upright, with the position that the camera wrote, though what was sent was made small on the phone.
    assert (kept.width, kept.height, kept.latitude, kept.name) == (1200, 1600, 30.808472, "street.jpg")
    assert len(photo) > 2_000_000
    assert sent[0] < len(photo) / 2
    assert visit.width_beyond_window() <= 0
    with visit.context.expect_page() as opened:
        visit.page.locator(".su-photos a").click()
    shown = opened.value
    shown.wait_for_load_state()
    assert shown.evaluate("document.images[0].naturalHeight") == 1600


@pytest.mark.parametrize("size", SIZES)
def test_a_ticket_with_photos_and_documents_is_clean(visit: Visit, size: str) -> None:
    here = world()
    ticket_id = ticket(here)
    long = "A document with a name that is much longer than a phone is wide, and goes on.pdf"
    tall, wide = pictures.jpeg(90, 1500), pictures.jpeg(1500, 90)
    for contents, name in ((pictures.jpeg(), "a.jpg"), (tall, "tall.jpg"), (wide, "wide.jpg"), (pictures.PDF, long)):
        found = attachments.look_at(BytesIO(contents), name, here.admin.time_zone)
        with begin(here.admin) as work:
            attachments.add(work, "ticket", ticket_id, found, uuid4())
    arrive(visit, size, person(here, Role.SUPPORT).username)
    visit.turn_to(f"/ticket?ticket={ticket_id}")
    visit.page.get_by_text("Remove one").click()
    visit.page.get_by_label("Which").wait_for()
    visit.page.wait_for_function(IS_UNFOLDED)
    assert list(faults(visit, size)) == []


def test_a_document_is_added_and_removed_with_a_reason(visit: Visit) -> None:
    here = world()
    ticket_id = ticket(here)
    visit.sign_in(person(here, Role.SUPPORT).username)
    visit.settle()
    visit.turn_to(f"/ticket?ticket={ticket_id}")
    visit.page.locator(".su-attach input[accept='application/pdf']").set_input_files(
        file("bill of August.pdf", "application/pdf", pictures.PDF)  # pyright: ignore[reportArgumentType]
    )
    link = visit.page.get_by_role("link", name="bill of August.pdf")
    link.wait_for()
    with visit.page.expect_download() as taken:
        link.click()
    assert taken.value.suggested_filename == "bill of August.pdf"
    visit.settle()
    visit.page.get_by_text("Remove one").click()
    visit.choose("Which", "bill of August.pdf")
    visit.page.get_by_label("Why", exact=True).fill("Of another house")
    visit.page.get_by_role("button", name="Remove", exact=True).click()
    visit.page.get_by_text("Removed bill of August.pdf.").wait_for()
    assert attached(here, ticket_id) == []


def test_a_connection_that_was_lost_for_a_moment_sends_it_once(visit: Visit) -> None:
    here = world()
    ticket_id = ticket(here)
    visit.sign_in(person(here, Role.SUPPORT).username)
    visit.settle()
    visit.turn_to(f"/ticket?ticket={ticket_id}")
    tries: list[str] = []

    def lose_the_first(route: object, request: Request) -> None:
        tries.append((request.post_data_buffer or b"").partition(b"client_uuid")[2][:60].decode())
        if len(tries) == 1:
            route.fetch()  # pyright: ignore[reportAttributeAccessIssue] it arrives, and the answer is lost
            route.abort()  # pyright: ignore[reportAttributeAccessIssue]
        else:
            route.continue_()  # pyright: ignore[reportAttributeAccessIssue]

    visit.page.route("**/attachments", lose_the_first)
    visit.page.locator(".su-attach input[accept='application/pdf']").set_input_files(
        file("x.pdf", "application/pdf", pictures.PDF)  # pyright: ignore[reportArgumentType]
    )
    visit.page.get_by_role("link", name="x.pdf").wait_for()
    assert len(tries) == 2
    assert tries[0] == tries[1]
    assert len(attached(here, ticket_id)) == 1
    visit.complaints[:] = [each for each in visit.complaints if "net::ERR_FAILED" not in each]
