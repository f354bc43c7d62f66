"""The demo newsroom: its content, and the history that brought it about.

Nothing is written past the desk's own functions: each column is typed into the real
form, sent, taken, discussed, signed and cleared, under a clock that is moved back.
"""
