"""The script that Streamlit runs for every screen; it does nothing but hand over to the frame."""

from components import frame

frame.run()
