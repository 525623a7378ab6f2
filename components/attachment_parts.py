"""Photos and documents of a record: small pictures that load when they come into view, a list of documents, adding, removing."""

import streamlit as st
from markupsafe import Markup

from components import drafts, once, page, words
from components.fields import Faults
from components.markup import icon, joined
from services import attachments
from services.attachments import Attachment
from services.permissions import Permission
from services.work import Actor, Work, begin
from utils.errors import Invalid
from utils.wording import apart, worded

_PICTURE = Markup(
    '<li><a href="{}" target="_blank" rel="noopener" title="{}"><img src="{}" width="{}" height="{}" loading="lazy" '
    'decoding="async" alt="{}"></a></li>'
)
_DOCUMENT = Markup(
    '<li>{}<a class="su-link" href="{}" target="_blank" rel="noopener">{}</a> <span class="su-quiet">{}</span></li>'
)
_FORM = Markup(
    '<form class="su-attach" data-attach="/api/v1/{}/{}/attachments"><div class="su-actions">'
    '<label class="su-button">{}{}'
    '<input type="file" accept="image/jpeg,image/png,image/webp" capture="environment"></label>'
    '<label class="su-button">{}{}<input type="file" accept="image/jpeg,image/png,image/webp" multiple></label>'
    '<label class="su-button">{}{}<input type="file" accept="application/pdf" multiple></label></div>'
    '<p class="su-attach-said" role="status" aria-live="polite"></p></form>'
)


def show(actor: Actor, noun: str, record_id: int, title: str = "") -> None:
    """What is attached to a record, and what the person may do with it; the record itself has been seen already.

    Under a title of its own it is another record than that of the page: it is only looked at, where there is something.
    """
    if not actor.may(Permission.ATTACHMENT_READ):
        return
    with begin(actor) as work:
        found = attachments.list_of(work, noun, record_id)
        may_add = not title and attachments.may_add(work, noun, record_id)
    if title and not found:
        return
    page.section(title or worded("Photos and documents"))
    photos, documents = ([each for each in found if each.is_photo is wanted] for wanted in (True, False))
    if photos:
        page.html(Markup('<ul class="su-photos">{}</ul>').format(joined([_picture(actor, each) for each in photos])))
    if documents:
        page.html(Markup('<ul class="su-documents">{}</ul>').format(joined([_document(actor, each) for each in documents])))
    if not found:
        page.below(
            worded("Nothing is attached yet. A photo says more than a description.")
            if may_add
            else worded("Nothing is attached yet.")
        )
    if may_add:
        nouns = f"{noun.replace('_', '-')}s"
        page.html(
            _FORM.format(
                nouns, record_id,
                icon("photo_camera"), worded("Take a photo"),
                icon("photo_library"), worded("Add photos"),
                icon("picture_as_pdf"), worded("Add a PDF"),
            )
        )  # fmt: skip
        own = [each for each in found if each.added_by == actor.staff_id or actor.may(Permission.ATTACHMENT_REMOVE)]
        if own:
            _remove(actor, own, f"{noun} {record_id}")


def _picture(actor: Actor, each: Attachment) -> Markup:
    said = f"{apart(each.name)}{worded(', ')}{_who(actor, each)}"
    if each.taken_at is not None:
        said += worded(", ") + worded("taken {moment}", moment=words.moment(each.taken_at, actor.time_zone))
    width, height = each.width or 1, each.height or 1
    shown = 96
    return _PICTURE.format(
        _address(each, "contents"),
        said,
        _address(each, "thumbnail"),
        max(1, shown * width // height),
        shown,
        f"{worded('Photo')} {said}",
    )


def _document(actor: Actor, each: Attachment) -> Markup:
    size = f"{each.size / 1024 / 1024:.1f} MB" if each.size >= 1024 * 1024 else f"{max(1, each.size // 1024)} KB"
    return _DOCUMENT.format(
        icon("picture_as_pdf"), _address(each, "contents"), apart(each.name), f"{apart(size)}{worded(', ')}{_who(actor, each)}"
    )


def _remove(actor: Actor, found: list[Attachment], ref: str) -> None:
    faults = Faults()
    opened = drafts.form("remove_attachment", "attachment.remove", ref, border=False)
    with st.expander(worded("Remove one"), icon=":material/delete:"), opened as draft:
        chosen = st.selectbox(
            worded("Which"), found, index=None, placeholder=worded("Choose"), key="remove_which",
            format_func=lambda each: f"{apart(each.name)} · {_who(actor, each)}",
        )  # fmt: skip
        faults.below("attachment")
        reason = st.text_input(worded("Why"), max_chars=500, key="remove_why")
        faults.below("reason")
        is_sent = st.form_submit_button(worded("Remove"), icon=":material/delete:")

    def remove(work: Work) -> Attachment:
        if chosen is None:
            raise Invalid({"attachment": "Choose which one is removed."})
        return attachments.remove(work, chosen.attachment_id, reason)

    command = once.command("remove_attachment", is_sent=is_sent, draft=draft)
    if is_sent and command.send(actor, remove, faults) and isinstance(command.outcome, Attachment):
        page.flash(worded("Removed {name}.", name=command.outcome.name))
        st.rerun()


def _who(actor: Actor, each: Attachment) -> str:
    return worded("{moment} by {name}", moment=words.moment(each.added_at, actor.time_zone), name=each.adder_name)


def _address(each: Attachment, what: str) -> str:
    return f"/api/v1/attachments/{each.attachment_id}/{what}"
