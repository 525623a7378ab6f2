"""The script that Streamlit runs for every screen; it does nothing but wait for its turn and hand over to the frame."""

from components import frame, turns

with turns.DRAWING.one():
    frame.run()
