"""Trains the networks that a recipe or a family asks for, each from another network.

A `train` entry has `steps`, perhaps `rate`, and at most one of
  prune: heads | neurons | taylor | magnitude | sensitivity, with `share` (what goes) and, for magnitude, `rounds`;
  window or patch: another window or patch embedding; channels: a wider network with the classical upsampler;
  degraded: true: the real-world network.
With none of these the same network is trained longer.
"""

import copy
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import masks
import numpy as np
import structure
import torch
from architecture import build, metadata_of, sha256_of
from compress import Nothing
from degrade import degraded
from measure import psnr_y_db
from set5 import WHOLE, enlarged
from training import SCALE, Bicubic, Degraded, Schedule, batch, images_at_once, photographs, train
from widen import widened


@dataclass(frozen=True)
class Trained:
    net: torch.nn.Module
    architecture: dict


@dataclass
class Bench:
    """The training photographs, read once, and where a training that is cut off goes on from."""

    photographs: Path
    checkpoints: Path

    def __post_init__(self) -> None:
        self.images = photographs(self.photographs)
        self.halved: Bicubic | None = None

    def bicubic(self) -> Bicubic:
        self.halved = self.halved or Bicubic(self.images)
        return self.halved

    def checkpoint(self, name: str, entry: dict, net: torch.nn.Module) -> Path:
        """Another entry of the same name, or one that begins from other weights, begins anew."""
        told = hashlib.sha256(json.dumps(entry, sort_keys=True).encode())
        for value in net.state_dict().values():
            told.update(value.numpy().tobytes())
        return self.checkpoints / f"{name}-{told.hexdigest()[:8]}.ckpt"


def origin(base: Path, train: dict | tuple[dict, ...]) -> dict[str, str]:
    """What a file of trained weights tells of where they come from."""
    return {"train": json.dumps(train, sort_keys=True), "trained_from_sha256": sha256_of(base)}


def check_origin(path: Path, told: dict[str, str], base: Path) -> None:
    """Raises Nothing when a file of trained weights does not tell all of this, ValueError when it is no .safetensors."""
    if not told.items() <= metadata_of(path).items():
        raise Nothing(f"{path} was not trained so, or not from {base.name} as it is now; move it away")


Tune = Callable[[Trained, dict, Bench, str], Trained]


def tuned(base: Trained, entry: dict, bench: Bench, name: str) -> Trained:
    """Deterministic for one thread of one machine; goes on from the checkpoints of `name`."""
    if "prune" in entry:
        return PRUNED[entry["prune"]](base, entry, bench, name)
    if "degraded" in entry:
        return reshaped(base, {"upsampler": "nearest+conv", "features": 16}, entry, bench, name)
    if "channels" in entry:
        return wider(base, entry, bench, name)
    return reshaped(base, {field: entry[field] for field in ("window", "patch") if field in entry}, entry, bench, name)


def smaller(heads: bool, neurons: bool) -> Tune:
    """Prunes the same share of every layer's heads or neurons, by norms."""

    def tune(base: Trained, entry: dict, bench: Bench, name: str) -> Trained:
        keep = 1 - entry["share"]
        kept_heads = structure.best_of_each_layer(structure.head_norms(base.net), keep) if heads else None
        kept_neurons = structure.best_of_each_layer(structure.neuron_norms(base.net), keep) if neurons else None
        net, architecture = structure.without(base.net, base.architecture, kept_heads, kept_neurons)
        return Trained(fitted(net, entry, bench, name), architecture)

    return tune


def by_taylor(base: Trained, entry: dict, bench: Bench, name: str) -> Trained:
    """Prunes heads and neurons of the whole network, by what the loss would say."""
    rng, keep = np.random.default_rng(0), 1 - entry["share"]
    schedule = Schedule(0)
    images_at_once(base.net, schedule.batch)
    heads, neurons = structure.taylor_scores(base.net, (batch(bench.bicubic(), schedule, rng) for _ in range(20)))
    images_at_once(base.net, 1)
    kept = structure.best_of_all(heads, keep), structure.best_of_all(neurons, keep)
    net, architecture = structure.without(base.net, base.architecture, *kept)
    return Trained(fitted(net, entry, bench, name), architecture)


def by_magnitude(base: Trained, entry: dict, bench: Bench, name: str) -> Trained:
    """In rounds, after each of which the network trains: the shares rise ever more slowly (as in Zhu and Gupta, 2017)."""
    net, rounds = base.net, entry["rounds"]
    for index in range(1, rounds + 1):
        share = entry["share"] * (1 - (1 - index / rounds) ** 2)
        net = sparse(net, masks.uniform(net, share), {**entry, "steps": entry["steps"] // rounds}, bench, f"{name}-{index}")
    return Trained(net, base.architecture)


def by_sensitivity(base: Trained, entry: dict, bench: Bench, name: str) -> Trained:
    """Each kernel has its own share, from what pruning it alone costs on squares of training images."""
    rng = np.random.default_rng(0)
    pairs = [bench.bicubic().square(48, rng) for _ in range(8)]

    def measure(net: torch.nn.Module) -> float:
        return float(np.mean([psnr_y_db(enlarged(net, small, WHOLE), large, SCALE) for small, large in pairs]))

    shares = masks.budgets(base.net, masks.losses_db(base.net, measure), entry["share"])
    return Trained(sparse(base.net, shares, entry, bench, name), base.architecture)


def sparse(net: torch.nn.Module, shares: dict[str, float], entry: dict, bench: Bench, name: str) -> torch.nn.Module:
    net = copy.deepcopy(net)  # Other recipes begin from the same one.
    found = masks.smallest_masked(net, shares)
    masks.apply(found, net)
    return fitted(net, entry, bench, name, lambda _, trained: masks.apply(found, trained))


def reshaped(base: Trained, change: dict, entry: dict, bench: Bench, name: str) -> Trained:
    """Another window, patch or upsampler: what fits is taken from the base, position biases are interpolated."""
    architecture = {**base.architecture, **change}
    torch.manual_seed(0)
    net = build(architecture)
    own = net.state_dict()
    for key, value in base.net.state_dict().items():
        if key.endswith("rpb") and own[key].shape != value.shape:
            value = interpolated(value, round(own[key].shape[0] ** 0.5))
        if key in own and own[key].shape == value.shape:
            own[key] = value
    net.load_state_dict(own)
    return Trained(fitted(net, entry, bench, name), architecture)


def interpolated(table: torch.Tensor, side: int) -> torch.Tensor:
    """A position bias table [(2M-1)**2, heads] for another window."""
    old = round(table.shape[0] ** 0.5)
    planes = table.T.reshape(1, -1, old, old)
    return torch.nn.functional.interpolate(planes, (side, side), mode="bicubic").reshape(-1, side * side).T


def wider(base: Trained, entry: dict, bench: Bench, name: str) -> Trained:
    channels, width = entry["channels"], base.net.layers()[0].head
    if channels % width or channels < base.net.first.out_channels:
        raise ValueError(f"field train.channels: {channels} is no multiple of {width}, {base.net.first.out_channels} or more")
    change = {"channels": channels, "heads": channels // width, "upsampler": "pixelshuffle", "features": 16}
    architecture = {**base.architecture, **change}
    torch.manual_seed(0)
    return Trained(fitted(widened(base.net, build(architecture)), entry, bench, name), architecture)


def fitted(net: torch.nn.Module, entry: dict, bench: Bench, name: str, after_step=lambda _, __: None) -> torch.nn.Module:
    """Squares of 32 hold two windows of 16, or of 8 in features of half the resolution, either way."""
    squares = Degraded(bench.images, degraded) if "degraded" in entry else bench.bicubic()
    schedule = Schedule(entry["steps"], entry.get("rate", 4e-4), 32)
    return train(net, squares, schedule, bench.checkpoint(name, entry, net), after_step)


PRUNED: dict[str, Tune] = {
    "heads": smaller(heads=True, neurons=False),
    "neurons": smaller(heads=False, neurons=True),
    "taylor": by_taylor,
    "magnitude": by_magnitude,
    "sensitivity": by_sensitivity,
}
