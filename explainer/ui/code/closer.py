"""What “Show the code” shows of the section Look closer."""
