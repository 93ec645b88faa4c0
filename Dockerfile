# The whole app in one container: docker build -t noisewalk . && docker run -p 7860:7860 noisewalk
FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_ROOT_USER_ACTION=ignore

# torch first and alone: the largest layer changes least. pip's own torch brings gigabytes of CUDA.
ARG TORCH=2.13.0
ARG TORCH_INDEX=https://download.pytorch.org/whl/cpu
RUN pip install --index-url "$TORCH_INDEX" "torch==$TORCH"

# as root, so that the running app cannot change its packages
COPY requirements.txt requirements-fast.txt requirements-rooms.txt /tmp/
RUN pip install --requirement /tmp/requirements.txt --requirement /tmp/requirements-fast.txt \
    --requirement /tmp/requirements-rooms.txt && rm /tmp/requirements*.txt

RUN useradd --create-home --uid 1000 user
USER 1000
ENV HOME=/home/user
WORKDIR $HOME/app
COPY --chown=1000:1000 . .
# the networks for ONNX Runtime and OpenVINO (which engine is the fastest is measured where it runs), and
# what visitors' browsers need to run them
RUN python -m explainer.engines.onnx_files && python -m explainer.server.device_runtime

ENV STREAMLIT_SERVER_ADDRESS=0.0.0.0 \
    STREAMLIT_SERVER_PORT=7860
EXPOSE 7860
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:7860/healthz', timeout=8)"]
CMD ["streamlit", "run", "app.py"]
