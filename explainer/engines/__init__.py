"""Where a network call runs: torch, ONNX Runtime, OpenVINO, one batch of many visitors, a cluster."""
