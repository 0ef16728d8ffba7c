"""PyTorch's side of scripts/bench: dense networks, trained by one process or by several with
DistributedDataParallel over gloo.

    python3 peer.py throughput PROCESSES THREADS
        answers requests on standard input, an object of JSON a line, behind "@bench "
    python3 peer.py accuracy PROCESSES THREADS FOLDER BATCH EPOCHS TRAININGS
        trains 784-256-10 on MNIST's first 10,000 images and says the seconds and the accuracy of
        every epoch, evaluation outside the clock
"""

import gzip
import json
import os
import socket
import subprocess
import sys
import time
import warnings

warnings.filterwarnings("ignore", message=".*NumPy.*")

import torch
import torch.distributed as dist
from torch import nn

MARK = "@bench "


class Group:
    """The processes that train together. The first starts the others and repeats to them what it
    is asked."""

    def __init__(self, processes, threads):
        torch.set_num_threads(threads)
        self.size = processes
        self.rank = int(os.environ.get("BENCH_RANK", "0"))
        self.followers = []
        if processes == 1:
            return
        if self.rank == 0:
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                os.environ["MASTER_PORT"] = str(probe.getsockname()[1])
            os.environ["MASTER_ADDR"] = "127.0.0.1"
            os.environ["GLOO_SOCKET_IFNAME"] = "lo"
            for rank in range(1, processes):
                self.followers.append(
                    subprocess.Popen(
                        [sys.executable, *sys.argv],
                        stdin=subprocess.PIPE,
                        stdout=subprocess.DEVNULL,
                        env={**os.environ, "BENCH_RANK": str(rank)},
                        text=True,
                    )
                )
        dist.init_process_group("gloo", rank=self.rank, world_size=processes)

    def wrap(self, model):
        return model if self.size == 1 else nn.parallel.DistributedDataParallel(model)

    def barrier(self):
        if self.size > 1:
            dist.barrier()

    def tell(self, request):
        for follower in self.followers:
            follower.stdin.write(json.dumps(request) + "\n")
            follower.stdin.flush()

    def say(self, message):
        if self.rank == 0:
            print("\n" + MARK + json.dumps(message), flush=True)

    def close(self):
        for follower in self.followers:
            follower.stdin.close()
        for follower in self.followers:
            follower.wait()
        if self.size > 1:
            dist.destroy_process_group()


def network(channels, widths, activation):
    layers = []
    if channels:
        side = int(widths[0] ** 0.5)
        layers += [nn.Unflatten(1, (1, side, side))]
        for before, after in zip([1, *channels], channels):
            layers += [nn.Conv2d(before, after, 3, padding="same"), activation(), nn.MaxPool2d(2)]
            side //= 2
        layers += [nn.Flatten()]
        widths = [channels[-1] * side * side, *widths[1:]]
    for inputs, units in zip(widths, widths[1:]):
        layers += [nn.Linear(inputs, units), activation()]
    return nn.Sequential(*layers[:-1])


class Throughput:
    """A training on random rows; each process has its own part of them in memory."""

    def __init__(self, group, case):
        self.group = group
        self.share = max(1, case["batch"] // group.size)
        self.batch = self.share * group.size
        self.rounds = max(1, case["rows"] // self.batch)
        self.whole_epochs = case["wholeEpochs"]
        torch.manual_seed(1 + group.rank)
        rows = self.share * self.rounds
        self.inputs = torch.rand(rows, case["widths"][0]) - 0.5
        self.labels = torch.randint(case["widths"][-1], (rows,))
        activation = {"relu": nn.ReLU, "sigmoid": nn.Sigmoid}[case["activation"]]
        self.model = group.wrap(network(case["channels"], case["widths"], activation))
        self.rule = torch.optim.SGD(self.model.parameters(), lr=0.01)
        self.loss = nn.CrossEntropyLoss()
        self.round = 0

    def steps(self, seconds, seconds_of_step):
        steps = max(1, int(seconds / seconds_of_step + 0.999))
        if self.whole_epochs:
            steps = (steps + self.rounds - 1) // self.rounds * self.rounds
        return steps

    def run_all(self, steps):
        """In all processes; called by the first."""
        self.group.tell({"do": "run", "steps": steps})
        return self.run(steps)

    def run(self, steps):
        """In this process; the seconds of each step."""
        self.group.barrier()
        times = []
        for _ in range(steps):
            started = time.perf_counter()
            first = self.round % self.rounds * self.share
            self.round += 1
            inputs = self.inputs[first : first + self.share]
            labels = self.labels[first : first + self.share]
            self.rule.zero_grad(set_to_none=True)
            self.loss(self.model(inputs), labels).backward()
            self.rule.step()
            times.append(time.perf_counter() - started)
        self.group.barrier()
        return times


def throughput(group):
    group.say({"ready": True, "about": f"PyTorch {torch.__version__}"})
    training = None
    seconds_of_step = 1.0
    for line in sys.stdin:
        request = json.loads(line)
        if request["do"] == "prepare":
            group.tell(request)
            training = Throughput(group, request["case"])
            # All processes take as many steps as the first says.
            training.run(3)
            if group.rank == 0:
                seconds_of_step = sum(training.run_all(3)) / 3
                training.run_all(training.steps(request["seconds"], seconds_of_step))
                group.say({})
        elif request["do"] == "measure":
            started = time.perf_counter()
            times = training.run_all(training.steps(request["seconds"], seconds_of_step))
            seconds = time.perf_counter() - started
            seconds_of_step = seconds / len(times)
            times.sort()
            group.say(
                {
                    "rows": training.batch * len(times),
                    "seconds": seconds,
                    "roundMillis": 1000 * times[len(times) // 2],
                }
            )
        elif request["do"] == "run":
            training.run(request["steps"])
        elif request["do"] == "release":
            group.tell(request)
            training = None
            group.say({})


def images(folder, name):
    with gzip.open(os.path.join(folder, name + "-images-idx3-ubyte.gz")) as file:
        pixels = torch.frombuffer(bytearray(file.read()[16:]), dtype=torch.uint8)
    with gzip.open(os.path.join(folder, name + "-labels-idx1-ubyte.gz")) as file:
        labels = torch.frombuffer(bytearray(file.read()[8:]), dtype=torch.uint8)
    return pixels.view(-1, 784).float() / 255, labels.long()


def accuracy(group, folder, batch, epochs, trainings):
    inputs, labels = images(folder, "train-10k")
    test_inputs, test_labels = images(folder, "t10k")
    share = batch // group.size
    loss = nn.CrossEntropyLoss()
    for number in range(trainings):
        torch.manual_seed(1)
        bare = network([], [784, 256, 10], nn.ReLU)
        for layer in bare:
            if isinstance(layer, nn.Linear):
                nn.init.kaiming_uniform_(layer.weight, nonlinearity="relu")
                nn.init.zeros_(layer.bias)
        model = group.wrap(bare)
        rule = torch.optim.Adam(model.parameters(), lr=0.001)
        order = torch.Generator().manual_seed(1)
        group.barrier()
        if number == 0:
            group.say({"ready": True, "about": f"PyTorch {torch.__version__}"})
        seconds, reached = [], []
        for _ in range(epochs):
            group.barrier()
            started = time.perf_counter()
            permuted = torch.randperm(len(labels), generator=order)
            for first in range(0, len(labels), batch):
                rows = permuted[first : first + batch]
                # The last batch may be short: each process takes its part of what there is.
                share = (len(rows) + group.size - 1) // group.size
                rows = rows[group.rank * share : (group.rank + 1) * share]
                rule.zero_grad(set_to_none=True)
                loss(model(inputs[rows]), labels[rows]).backward()
                rule.step()
            group.barrier()
            seconds.append(time.perf_counter() - started)
            with torch.no_grad():
                right = (bare(test_inputs).argmax(1) == test_labels).sum().item()
            reached.append(right / len(test_labels))
        group.say({"seconds": seconds, "accuracies": reached})


def main():
    what, processes, threads, *rest = sys.argv[1:]
    group = Group(int(processes), int(threads))
    if what == "throughput":
        throughput(group)
    else:
        folder, batch, epochs, trainings = rest
        accuracy(group, folder, int(batch), int(epochs), int(trainings))
    group.close()


main()
