"""Noisewalk. Start with: streamlit run app.py"""

import streamlit as st
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route


def healthz(request: Request) -> Response:
    """For load balancers: answers as soon as the server does."""
    return JSONResponse({"ok": True})


app = st.App("explainer/main.py", routes=[Route("/healthz", healthz)])

if __name__ == "__main__":
    app.run()
