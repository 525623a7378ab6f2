"""One remembered mapping: which column is which field, changed or forgotten."""

from components import asked, history, import_words, mapping_form, page, words
from components.screens import MAPPING, MAPPINGS
from services import imports
from services.work import begin
from utils.errors import NotFound

actor = page.begin(MAPPING)
noun, shape = asked.text("noun"), asked.text("shape")

with page.telling() as told:
    if not noun or not shape:
        raise NotFound("mapping", shape or "(none named)")
    with begin(actor) as work:
        kept = imports.mapping(work, noun, shape)
        headings = imports.headings(work, kept)

if told.is_ok:
    below = f"Last used by {kept.updater_name}, {words.moment(kept.updated_at, actor.time_zone)}, for {kept.file_name}"
    page.head(f"{import_words.noun_word(kept.noun)}: how such files are read", below=below, back=("Mappings", MAPPINGS.link()))
    mapping_form.show(actor, kept, headings)
    history.show(actor, f"mapping {kept.noun} {kept.shape_key}")
