"""Times one prediction of a network in PyTorch for each line on stdin; prints nanoseconds. For scripts/perf/runtime.ts.

python scripts/perf/torch_predict.py NAME SIDE THREADS
"""

import sys
import time

import torch
from export_onnx import network

name, side, threads = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
torch.set_num_threads(threads)
net = network(name)
image = torch.arange(3 * side * side, dtype=torch.float32).remainder(256).view(1, 3, side, side)
with torch.inference_mode():
    net(image)
    print("ready", flush=True)
    for _ in sys.stdin:
        started = time.perf_counter_ns()
        net(image)
        print(time.perf_counter_ns() - started, flush=True)
