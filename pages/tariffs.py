"""Tariffs: every set of price rules, with the edition that is in force."""

from dataclasses import dataclass

from components import page, table, tariff_versions
from components.screens import TARIFF, TARIFFS
from components.table import Column, Kind, Writer
from components.tariff_versions import Edition
from services import tariffs
from services.tariffs import Tariff
from services.work import begin
from utils import clock

actor = page.begin(TARIFFS)
today = clock.local_date(clock.now(), actor.time_zone)


@dataclass(frozen=True)
class Listed:
    """A tariff with the edition that counts today."""

    tariff: Tariff
    edition: Edition | None

    @property
    def state(self) -> str:
        """The state of that edition; a tariff without any is a draft."""
        return self.edition.state if self.edition else "draft"

    @property
    def kinds(self) -> str:
        """For how many kinds it has prices, in words."""
        if self.edition is None:
            return "no price yet"
        definition = tariffs.parse(self.edition.version.definition)
        return tariff_versions.kinds_words(definition, tariffs.questions(definition))


COLUMNS = (
    Column[Listed]("Tariff", lambda row: row.tariff.name, sub=lambda row: row.tariff.code),
    Column[Listed]("Service", lambda row: row.tariff.service_kind.capitalize()),
    Column[Listed]("Prices", "kinds"),
    Column[Listed]("Version", lambda row: f"{row.edition.version.version_no}" if row.edition else "", Kind.NUMBER),
    Column[Listed]("In force since", lambda row: row.edition and row.edition.version.effective_from, Kind.DATE),
    Column[Listed]("State", "state", Kind.STATUS, noun="tariff_version", is_lead=True),
)

with page.telling() as told:
    with begin(actor) as work:
        versions = {each: tariffs.versions_of(work, each.tariff_id) for each in tariffs.list_tariffs(work)}
    found = [
        Listed(each, tariff_versions.chosen(tariff_versions.editions(of_it, today), None)) for each, of_it in versions.items()
    ]
    if found:
        writer = Writer(actor.currency, actor.time_zone)
        table.show(COLUMNS, found, writer, lambda row: TARIFF.link(tariff=row.tariff.code))
    else:
        step = "They come with the set-up of the organization; “manage.py demo” loads made-up ones."
        page.notice("sell", "There are no tariffs yet.", step)
