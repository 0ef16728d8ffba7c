"""Trajectories of update rules, written from the papers and not from this project's code.

python3 update-rules.py      writes rule-*.json beside this file; needs torch for L-BFGS alone.

f(w) = 1/2 w'A w - c'w + 0.1 sum cos(3 w), with A, c and start as in rule-adam.json, plain floats
in double precision. LARS and LAMB see three parameters: w[0:2], w[2:4] and the bias w[4].
"""

import json
import math
import os

HERE = os.path.dirname(os.path.abspath(__file__))
STEPS = 30

with open(os.path.join(HERE, "rule-adam.json"), encoding="utf-8") as file:
    ADAM = json.load(file)
A = ADAM["A"]["values"]
C = ADAM["c"]["values"]
START = ADAM["start"]["values"]
N = len(START)


def loss(w):
    quadratic = sum(w[i] * A[i * N + j] * w[j] for i in range(N) for j in range(N)) / 2
    return quadratic - sum(C[i] * w[i] - 0.1 * math.cos(3 * w[i]) for i in range(N))


def gradient(w):
    return [
        sum(A[i * N + j] * w[j] for j in range(N)) - C[i] - 0.3 * math.sin(3 * w[i])
        for i in range(N)
    ]


def sign(x):
    return (x > 0) - (x < 0)


def norm(x):
    return math.sqrt(sum(a * a for a in x))


def write(name, about, step, settings):
    w, gradients, trajectory = list(START), [], []
    for t in range(1, STEPS + 1):
        g = gradient(w)
        gradients.append(g)
        w = step(t, list(w), list(g))
        trajectory.append(list(w))
    with open(os.path.join(HERE, "rule-" + name + ".json"), "w", encoding="utf-8") as file:
        json.dump(
            {
                "about": about + " Made by update-rules.py.",
                "kind": "update-rule",
                "settings": settings,
                "A": ADAM["A"],
                "c": ADAM["c"],
                "start": ADAM["start"],
                "gradients": gradients,
                "trajectory": trajectory,
            },
            file,
        )
        file.write("\n")


def lion(lr=0.03, b1=0.9, b2=0.99, decay=0.1):
    m = [0.0] * N

    def step(t, w, g):
        for i in range(N):
            w[i] -= lr * (sign(b1 * m[i] + (1 - b1) * g[i]) + decay * w[i])
            m[i] = b2 * m[i] + (1 - b2) * g[i]
        return w

    return step


def lars(lr=2.0, momentum=0.9, decay=0.01, trust=0.02):
    v = [0.0] * N

    def step(t, w, g):
        for part, own in ((range(0, 2), True), (range(2, 4), True), (range(4, N), False)):
            nw, ng = norm([w[i] for i in part]), norm([g[i] for i in part])
            local = trust * nw / (ng + decay * nw) if own else trust
            for i in part:
                v[i] = momentum * v[i] + lr * local * (g[i] + (decay * w[i] if own else 0))
                w[i] -= v[i]
        return w

    return step


def lamb(lr=0.05, b1=0.9, b2=0.999, eps=1e-6, decay=0.02):
    m, v = [0.0] * N, [0.0] * N

    def step(t, w, g):
        for part, own in ((range(0, 2), True), (range(2, 4), True), (range(4, N), False)):
            r = {}
            for i in part:
                m[i] = b1 * m[i] + (1 - b1) * g[i]
                v[i] = b2 * v[i] + (1 - b2) * g[i] ** 2
                mh, vh = m[i] / (1 - b1**t), v[i] / (1 - b2**t)
                r[i] = mh / (math.sqrt(vh) + eps) + (decay * w[i] if own else 0)
            ratio = norm([w[i] for i in part]) / norm(r.values()) if own else 1
            for i in part:
                w[i] -= lr * ratio * r[i]
        return w

    return step


def amsgrad(lr=0.1, b1=0.9, b2=0.999, eps=1e-8):
    """Reddi, Kale and Kumar 2018, algorithm 2: no bias correction."""
    m, v, most = [0.0] * N, [0.0] * N, [0.0] * N

    def step(t, w, g):
        for i in range(N):
            m[i] = b1 * m[i] + (1 - b1) * g[i]
            v[i] = b2 * v[i] + (1 - b2) * g[i] ** 2
            most[i] = max(most[i], v[i])
            w[i] -= lr * m[i] / (math.sqrt(most[i]) + eps)
        return w

    return step


def rprop(form, up=1.2, down=0.5, first=0.1, least=1e-6, most=50.0):
    """Igel and Huesken 2003, algorithms 1, 2 and 3."""
    size, last, before = [first] * N, [0.0] * N, [0.0] * N
    losses = []

    def step(t, w, g):
        losses.append(loss(w))
        for i in range(N):
            product = before[i] * g[i]
            if product > 0:
                size[i] = min(size[i] * up, most)
            elif product < 0:
                size[i] = max(size[i] * down, least)
            if form == "minus":
                last[i] = -sign(g[i]) * size[i]
                w[i] += last[i]
                before[i] = g[i]
            elif product < 0:
                if form == "plus" or losses[-1] > losses[-2]:
                    w[i] -= last[i]
                before[i] = 0.0
            else:
                last[i] = -sign(g[i]) * size[i]
                w[i] += last[i]
                before[i] = g[i]
        return w

    return step


def lbfgs():
    """All points at which torch.optim.LBFGS evaluates the extended Rosenbrock function."""
    import torch

    points, losses = [], []
    w = torch.tensor([-1.2, 1.0, -0.7, 0.4, 1.5, -1.1], dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.LBFGS(
        [w],
        lr=1,
        max_iter=1000,
        max_eval=60,
        history_size=4,
        tolerance_grad=0,
        tolerance_change=0,
        line_search_fn="strong_wolfe",
    )

    def closure():
        optimizer.zero_grad()
        value = sum(100 * (w[i + 1] - w[i] ** 2) ** 2 + (1 - w[i]) ** 2 for i in range(5))
        value.backward()
        points.append(w.detach().tolist())
        losses.append(value.item())
        return value

    optimizer.step(closure)
    with open(os.path.join(HERE, "rule-l-bfgs.json"), "w", encoding="utf-8") as file:
        json.dump(
            {
                "about": "Every point at which torch.optim.LBFGS (strong_wolfe, history 4, torch "
                + torch.__version__
                + ") evaluates sum 100 (w[i+1] - w[i]^2)^2 + (1 - w[i])^2 of six numbers. "
                "Made by update-rules.py.",
                "kind": "update-rule",
                "trials": points,
                "losses": losses,
            },
            file,
        )
        file.write("\n")


if __name__ == "__main__":
    write("lion", "Chen et al. 2023, algorithm 2.", lion(), {})
    write("lars", "You, Gitman and Ginsburg 2017, algorithm 1.", lars(), {})
    write("lamb", "You et al. 2020, algorithm 2.", lamb(), {})
    write("amsgrad-of-the-paper", amsgrad.__doc__, amsgrad(), {})
    for name in ("plus", "minus"):
        write("rprop-" + name, rprop.__doc__, rprop(name), {})
    write("irprop-plus", rprop.__doc__, rprop("improved"), {})
    lbfgs()
