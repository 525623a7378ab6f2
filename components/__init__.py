"""What the screens share: the frame, the guard, the browser, and the look of figures, facts and states."""
