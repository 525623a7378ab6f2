"""Decide about several change requests at once, chosen in their list."""

from components import asked, page, request_many
from components.screens import CHANGE_REQUESTS, DECIDE_REQUESTS

actor = page.begin(DECIDE_REQUESTS)
page.head("Decide about change requests", back=(CHANGE_REQUESTS.title, CHANGE_REQUESTS.link()))
ids = [int(each) for each in asked.listed("ids") if each.isascii() and each.isdigit() and len(each) < 19]

with page.telling():
    if ids:
        request_many.show(actor, ids)
    else:
        page.notice("rule", "Choose change requests in their list first.", "The bar of chosen rows leads here.")
