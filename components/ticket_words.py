"""The steps of a ticket in words."""

from typing import Final

from services.tickets import Step

WORDS: Final = {
    Step.START: ("Start work", "play_arrow", ""),
    Step.PEND: ("Wait", "pause_circle", "For whom or what it waits"),
    Step.RESUME: ("Go on", "play_arrow", ""),
    Step.RESOLVE: ("Resolve", "check", "What was done"),
    Step.CLOSE: ("Close", "lock", ""),
    Step.REOPEN: ("Reopen", "undo", "Why it is not over"),
    Step.REJECT: ("Reject", "block", "Why nothing is done"),
}
DONE: Final = {
    Step.START: "is in progress", Step.PEND: "waits; its clock stands still", Step.RESUME: "is in progress again",
    Step.RESOLVE: "is resolved", Step.CLOSE: "is closed", Step.REOPEN: "is open again", Step.REJECT: "is rejected",
}  # fmt: skip
