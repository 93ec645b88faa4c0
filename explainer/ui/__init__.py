"""Streamlit parts that the pages are built from."""
