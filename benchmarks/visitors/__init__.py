"""Visitors without a browser: the app in a process of its own, pages over real websockets, its memory."""
