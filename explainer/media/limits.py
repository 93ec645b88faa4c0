"""How much may be sent, by itself: the server's front door must not wait for the packages of the networks."""

MAX_BYTES = 25_000_000  # of an uploaded picture
