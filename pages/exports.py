"""Exports: the files that a person made of lists, how far those under way are, and their downloads."""

from components import export_list, page
from components.screens import EXPORTS

actor = page.begin(EXPORTS)
export_list.watch(actor)
