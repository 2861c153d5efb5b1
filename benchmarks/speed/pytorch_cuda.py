"""PyTorch on a CUDA GPU in float32, as a peer of gpu.ts.

Reads one JSON object a line from standard input. First the work (examples, batch_size, lr, momentum),
answered by {"name": …} or {"reason": …}; then any of
  {"sizes": [D, H1, …, C], "mode": "eager" or "graph"}   builds and warms a network; answered by null
  {"steps": n}                                           answered by the milliseconds that a step took
  {"square": n}                                          answered by the TFLOP/s of an n × n × n product
"""

import json
import sys
import time

import torch

# TF32 rounds inputs to 10 bits: both sides of this comparison compute in float32
torch.backends.cuda.matmul.allow_tf32 = False
torch.backends.cudnn.allow_tf32 = False


def answer(value):
    print(json.dumps(value), flush=True)


def timed(work):
    torch.cuda.synchronize()
    start = time.perf_counter()
    work()
    torch.cuda.synchronize()
    return time.perf_counter() - start


def network(sizes):
    layers = []
    for fan_in, fan_out in zip(sizes, sizes[1:]):
        layers += [torch.nn.Linear(fan_in, fan_out), torch.nn.ReLU()]
    return torch.nn.Sequential(*layers[:-1]).cuda()


def trainer(work, sizes, mode):
    """A function that trains for a number of steps."""
    inputs = torch.rand(work["examples"], sizes[0], device="cuda")
    labels = torch.randint(0, sizes[-1], (work["examples"],), device="cuda")
    order = torch.randperm(work["examples"], device="cuda")
    chosen = order[:work["batch_size"]].clone()
    model = network(sizes)
    loss = torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=work["lr"], momentum=work["momentum"])

    def step():
        optimizer.zero_grad(set_to_none=True)
        loss(model(inputs[chosen]), labels[chosen]).backward()
        optimizer.step()

    if mode == "graph":
        # a graph is captured after a few steps on a stream of their own, which make all buffers
        stream = torch.cuda.Stream()
        stream.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(stream):
            for _ in range(5):
                step()
        torch.cuda.current_stream().wait_stream(stream)
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            step()
        once = graph.replay
    else:
        once = step

    def train(steps):
        for i in range(steps):
            first = i * work["batch_size"] % (work["examples"] - work["batch_size"] + 1)
            chosen.copy_(order[first:first + work["batch_size"]])
            once()

    train(20)
    return train


def square(n):
    a, b = torch.rand(n, n, device="cuda"), torch.rand(n, n, device="cuda")
    torch.mm(a, b)
    seconds = min(timed(lambda: torch.mm(a, b)) for _ in range(10))
    return 2 * n**3 / seconds / 1e12


work = json.loads(sys.stdin.readline())
if not torch.cuda.is_available():
    answer({"reason": f"PyTorch {torch.__version__} finds no CUDA GPU"})
    sys.exit()
answer({"name": f"PyTorch {torch.__version__} on {torch.cuda.get_device_name()}"})
for line in sys.stdin:
    request = json.loads(line)
    if "sizes" in request:
        train = None
        torch.cuda.empty_cache()
        train = trainer(work, request["sizes"], request["mode"])
        answer(None)
    elif "square" in request:
        answer(square(request["square"]))
    else:
        answer(timed(lambda: train(request["steps"])) * 1000 / request["steps"])
