"""The width sweep in PyTorch: as many processes as there are cores, one thread each.

Reads one JSON object a line from standard input, and answers each with one:
  {"processes": n, "folder": …, "inputs": D, "classes": C, "batchSize": B, "zeroErrorEpochs": Z,
   "schedule": [{"lr": …, "momentum": …}, … one an epoch], "runs": [{"width": H, "seed": s}, …]}
is answered by {"seconds": …, "runs": [{"width": H, "epochs": e, "testError": …}, …]}. The folder holds
`train-pixels`, `train-labels` and the same of `validation` and `test`, a byte each. The seconds are
those from the start of the processes to the last result: data are loaded before.

A run is what benchmarks/experiment/train.ts does: after each epoch, and before the first, loss and
error on the three sets; an end at zero training loss, or after Z epochs in a row without a training
error. What was tried and takes longer: the loss by autograd, one gather a mini-batch, the network
untraced, sets evaluated in one piece.
"""

import json
import multiprocessing
import os
import signal
import sys
import time

for library in ["OMP", "OPENBLAS", "MKL"]:
    os.environ[f"{library}_NUM_THREADS"] = "1"  # read when the libraries are loaded

import torch  # noqa: E402

# Margins between which the truncated loss leaves the exponential for zero (N, footnote 2).
TRUNCATION, ZERO_FROM = -11, -13
# Examples evaluated at once.
CHUNK = 1000


class TruncatedCrossEntropy(torch.autograd.Function):
    """Mean of ln sum f(s_i - s_c) over a mini-batch, with its gradient: network/loss.ts."""

    @staticmethod
    def forward(context, scores, labels):
        slope, loss = truncated(scores, labels)
        labels = labels[:, None]
        slope.scatter_(1, labels, 0)
        slope.scatter_(1, labels, -slope.sum(1, keepdim=True))
        context.save_for_backward(slope.div_(len(scores)))
        return loss.mean()

    @staticmethod
    def backward(context, gradient):
        (slope,) = context.saved_tensors
        return gradient * slope, None


def truncated(scores, labels):
    """f'(s_i - s_c) over the sum of f, and the losses."""
    margins = scores - scores.gather(1, labels[:, None])
    top = margins.amax(1, keepdim=True)
    usual = (margins - top).exp_()
    tail = (margins - ZERO_FROM).relu_()
    scale = (TRUNCATION - top).exp_()
    low = margins < TRUNCATION
    total = torch.where(low, scale * tail.square() / 4, usual).sum(1, keepdim=True)
    slope = torch.where(low, scale * tail / 2, usual).div_(total)
    return slope, total.log_().add_(top)


@torch.no_grad()
def evaluate(model, inputs, labels):
    """Mean loss and share of errors: a label's score has to be the largest alone."""
    loss, errors = 0.0, 0
    for x, y in zip(inputs.split(CHUNK), labels.split(CHUNK)):
        scores = model(x)
        loss += truncated(scores, y)[1].sum().item()
        others = scores.scatter(1, y[:, None], -float("inf")).amax(1)
        errors += (others >= scores.gather(1, y[:, None])[:, 0]).sum().item()
    return loss / len(labels), errors / len(labels)


def network(inputs, width, classes):
    model = torch.nn.Sequential(
        torch.nn.Linear(inputs, width), torch.nn.ReLU(), torch.nn.Linear(width, classes)
    )
    for layer in [model[0], model[2]]:
        torch.nn.init.normal_(layer.weight, std=layer.in_features**-0.5)
        torch.nn.init.zeros_(layer.bias)
    return model


def train(run):
    """One network, from its random start to its end."""
    torch.manual_seed(run["seed"])
    size = task["batchSize"]
    inputs, labels = sets["train"]
    model = network(task["inputs"], run["width"], task["classes"])
    optimizer = torch.optim.SGD(model.parameters(), lr=1, momentum=1)
    model = torch.jit.trace(model, inputs[:size])
    zero_errors = 0
    for epoch in range(len(task["schedule"]) + 1):
        if epoch > 0:
            optimizer.param_groups[0].update(task["schedule"][epoch - 1])
            order = torch.randperm(len(labels))
            batches = inputs[order].split(size), labels[order].split(size)
            for x, y in zip(*batches):
                optimizer.zero_grad(set_to_none=True)
                TruncatedCrossEntropy.apply(model(x), y).backward()
                optimizer.step()
        found = {name: evaluate(model, *examples) for name, examples in sets.items()}
        loss, error = found["train"]
        zero_errors = zero_errors + 1 if error == 0 else 0
        if loss == 0 or zero_errors == task["zeroErrorEpochs"]:
            break
    return {"width": run["width"], "epochs": epoch, "testError": found["test"][1]}


def load(name, kind):
    with open(os.path.join(task["folder"], f"{name}-{kind}"), "rb") as file:
        return torch.frombuffer(bytearray(file.read()), dtype=torch.uint8)


def load_set(name):
    return load(name, "pixels").view(-1, task["inputs"]) / 255, load(name, "labels").long()


# leaves the pool, whose processes would go on without it
signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
for line in sys.stdin:
    task = json.loads(line)
    sets = {name: load_set(name) for name in ["train", "validation", "test"]}
    longest_first = sorted(task["runs"], key=lambda run: -run["width"])
    start = time.perf_counter()
    # forked, so that the processes have PyTorch and the data at once
    with multiprocessing.get_context("fork").Pool(task["processes"]) as pool:
        runs = list(pool.imap_unordered(train, longest_first))
    seconds = time.perf_counter() - start
    print(json.dumps({"seconds": seconds, "runs": runs}), flush=True)
