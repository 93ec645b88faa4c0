"""What a page or a tab does, without Streamlit or Gradio: settings in, named results out."""
