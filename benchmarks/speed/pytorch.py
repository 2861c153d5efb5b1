"""PyTorch on one thread, as a peer of the speed benchmark.

Reads one JSON object a line from standard input: first the work (examples, inputs, classes,
batch_size, lr, momentum), answered by PyTorch's version; then either {"width": H}, which builds and
warms a network, or {"steps": n}, answered by the milliseconds that a step took.
"""

import json
import sys
import time

import torch

torch.set_num_threads(1)
work = json.loads(sys.stdin.readline())
print(json.dumps(torch.__version__), flush=True)
inputs = torch.rand(work["examples"], work["inputs"])
labels = torch.randint(0, work["classes"], (work["examples"],))
loss = torch.nn.CrossEntropyLoss()
order = torch.randperm(work["examples"])


def run(network, optimizer, steps):
    start = time.perf_counter()
    for step in range(steps):
        first = step * work["batch_size"] % (work["examples"] - work["batch_size"] + 1)
        chosen = order[first:first + work["batch_size"]]
        optimizer.zero_grad()
        loss(network(inputs[chosen]), labels[chosen]).backward()
        optimizer.step()
    return (time.perf_counter() - start) * 1000 / steps


for line in sys.stdin:
    request = json.loads(line)
    if "width" in request:
        network = torch.nn.Sequential(
            torch.nn.Linear(work["inputs"], request["width"]),
            torch.nn.ReLU(),
            torch.nn.Linear(request["width"], work["classes"]),
        )
        optimizer = torch.optim.SGD(
            network.parameters(), lr=work["lr"], momentum=work["momentum"]
        )
        run(network, optimizer, 20)
        print(json.dumps(None), flush=True)
    else:
        print(json.dumps(run(network, optimizer, request["steps"])), flush=True)
