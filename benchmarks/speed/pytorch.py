"""PyTorch on the processor, as a program of the speed benchmark.

Answers the requests that program.ts describes. Its argument, if there is one, is the number of
threads; else PyTorch and its BLAS take as many as they see fit. Which of the two is faster depends on
the shape, so that the benchmark times both.

What else was tried: recording forward pass and loss once (trace) saves a twentieth on narrow networks,
one gather for the whole epoch another twentieth against one a step; the optimizers' `foreach` changes
nothing that can be told from noise.
"""

import json
import os
import sys
import time

threads = int(sys.argv[1]) if len(sys.argv) > 1 else None
if threads is not None:
    # read when the libraries are loaded; set_num_threads does not reach OpenBLAS
    for library in ["OMP", "OPENBLAS", "MKL"]:
        os.environ[f"{library}_NUM_THREADS"] = str(threads)

import torch  # noqa: E402


class Loss(torch.nn.Module):
    """Forward pass and loss of a ReLU network."""

    def __init__(self, sizes):
        super().__init__()
        layers = []
        for fan_in, fan_out in zip(sizes, sizes[1:]):
            layers += [torch.nn.Linear(fan_in, fan_out), torch.nn.ReLU()]
        self.network = torch.nn.Sequential(*layers[:-1])

    def forward(self, inputs, labels):
        return torch.nn.functional.cross_entropy(self.network(inputs), labels)


class Training:
    def __init__(self, task):
        def read(name, dtype):
            return torch.frombuffer(read_bytes(task["folder"], name), dtype=dtype)

        sizes = task["sizes"]
        self.batch_size = task["batchSize"]
        self.inputs = read("pixels", torch.uint8).view(-1, sizes[0]) / 255
        self.labels = read("labels", torch.uint8).long()
        self.order = read("order", torch.int32).long()
        model = Loss(sizes)
        write(model, read("start", torch.float32))
        self.optimizer = optimizer(model.parameters(), task["rule"], task["hyper"])
        first = self.inputs[:self.batch_size], self.labels[:self.batch_size]
        self.model = torch.jit.trace(model, first)

    def time(self, steps):
        """Milliseconds a step, epoch after epoch."""
        start = time.perf_counter()
        in_epoch = len(self.order) // self.batch_size
        for done in range(0, steps, in_epoch):
            self.epoch(min(in_epoch, steps - done))
        return (time.perf_counter() - start) * 1000 / steps

    def epoch(self, steps):
        chosen = self.order[:steps * self.batch_size]
        inputs = self.inputs.index_select(0, chosen).split(self.batch_size)
        labels = self.labels.index_select(0, chosen).split(self.batch_size)
        for x, y in zip(inputs, labels):
            self.optimizer.zero_grad(set_to_none=True)
            self.model(x, y).backward()
            self.optimizer.step()

    @torch.no_grad()
    def loss(self):
        return self.model(self.inputs[:self.batch_size], self.labels[:self.batch_size]).item()


def read_bytes(folder, name):
    with open(os.path.join(folder, name), "rb") as file:
        return bytearray(file.read())


@torch.no_grad()
def write(model, numbers):
    """Sets weights and thresholds; PyTorch has the weights the other way round."""
    for layer in model.network:
        if isinstance(layer, torch.nn.Linear):
            fan_in, fan_out = layer.in_features, layer.out_features
            weights, thresholds, numbers = numbers.split(
                [fan_in * fan_out, fan_out, len(numbers) - (fan_in + 1) * fan_out]
            )
            layer.weight.copy_(weights.view(fan_in, fan_out).t())
            layer.bias.copy_(thresholds)


def optimizer(parameters, rule, hyper):
    lr = hyper["lr"]
    if rule == "sgd":
        return torch.optim.SGD(parameters, lr)
    if rule == "momentum":
        return torch.optim.SGD(parameters, lr, momentum=hyper["momentum"])
    if rule == "adagrad":
        return torch.optim.Adagrad(parameters, lr, eps=hyper["eps"])
    if rule == "adam":
        betas = hyper["beta1"], hyper["beta2"]
        return torch.optim.Adam(parameters, lr, betas=betas, eps=hyper["eps"])
    raise ValueError(f"Expected a rule that PyTorch has but found {rule}")


def resident_memory():
    """Bytes; None where the system does not tell."""
    try:
        with open("/proc/self/statm") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return None


training = None
for line in sys.stdin:
    request = json.loads(line)
    if "open" in request:
        answer = {"name": f"PyTorch {torch.__version__}"}
    elif "prepare" in request:
        training = None
        training = Training(request["prepare"])
        answer = None
    elif "loss" in request:
        answer = training.loss()
    else:
        answer = {"milliseconds": training.time(request["time"]), "memory": resident_memory()}
    print(json.dumps(answer), flush=True)
