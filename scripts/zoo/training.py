"""Trains networks on pairs of small and large photographs: L1 loss, AdamW, cosine decay, an exponential average."""

import copy
import math
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from measure import resize_bicubic
from set5 import read
from swinir import SwinIR
from torch import nn

SCALE = 2


@dataclass(frozen=True)
class Schedule:
    """How long and how fast: steps of a batch of squares, `patch` pixels wide before enlargement."""

    iterations: int
    rate: float = 1e-3
    patch: int = 32
    batch: int = 16
    seed: int = 0


Pair = tuple[np.ndarray, np.ndarray]
"""uint8 [H, W, 3], and [2H, 2W, 3]."""

Degrade = Callable[[np.ndarray, np.random.Generator], np.ndarray]
"""uint8 [2H, 2W, 3] to uint8 [H, W, 3]."""

AfterStep = Callable[[int, nn.Module], None]
"""Called with the count of steps done, and the network."""


def photographs(folder: Path, smallest: int = 66) -> list[np.ndarray]:
    """The training set's images with even sides, those too small for a patch left out."""
    files = sorted(path for path in folder.rglob("*") if path.suffix.lower() in (".png", ".jpg", ".jpeg"))
    images = [read(path) for path in files]
    kept = [image[: image.shape[0] // 2 * 2, : image.shape[1] // 2 * 2] for image in images]
    kept = [image for image in kept if min(image.shape[:2]) >= smallest]
    if not kept:
        raise SystemExit(f"{folder} has no .png or .jpg of at least {smallest} pixels a side; give the folder of the training images")
    return kept


class BicubicSquares:
    """Squares of photographs that MATLAB's bicubic halved as a whole; a smaller photograph gives all it has."""

    def __init__(self, images: list[np.ndarray]) -> None:
        self.pairs = [(resize_bicubic(image, 1 / SCALE, round_between=True), image) for image in images]
        self.weights = pixel_shares([small for small, _ in self.pairs])

    def square(self, patch: int, rng: np.random.Generator) -> Pair:
        small, large = self.pairs[rng.choice(len(self.pairs), p=self.weights)]
        patch = min(patch, *small.shape[:2])
        top, left = (int(rng.integers(side - patch + 1)) for side in small.shape[:2])
        rows, columns = slice(SCALE * top, SCALE * (top + patch)), slice(SCALE * left, SCALE * (left + patch))
        return small[top : top + patch, left : left + patch], large[rows, columns]


class DegradedSquares:
    """Squares of photographs, each of which is degraded when it is drawn."""

    def __init__(self, images: list[np.ndarray], degrade: Degrade) -> None:
        self.images, self.degrade = images, degrade
        self.weights = pixel_shares(images)

    def square(self, patch: int, rng: np.random.Generator) -> Pair:
        image = self.images[rng.choice(len(self.images), p=self.weights)]
        side = SCALE * patch
        top, left = (int(rng.integers(length - side + 1)) for length in image.shape[:2])
        large = image[top : top + side, left : left + side]
        return self.degrade(large, rng), large


Squares = BicubicSquares | DegradedSquares


def pixel_shares(images: list[np.ndarray]) -> np.ndarray:
    """Each image's share of all pixels, so that every place is as likely."""
    areas = np.array([image.shape[0] * image.shape[1] for image in images], float)
    return areas / areas.sum()


def batch(squares: Squares, schedule: Schedule, rng: np.random.Generator) -> tuple[torch.Tensor, torch.Tensor]:
    """Float [N, 3, patch, patch] and [N, 3, 2*patch, 2*patch] in [0, 1], each square turned and mirrored at random."""
    augmented = []
    for _ in range(schedule.batch):
        turns, flip = int(rng.integers(4)), bool(rng.integers(2))
        pair = (np.rot90(image, turns) for image in squares.square(schedule.patch, rng))
        augmented.append([image[:, ::-1] if flip else image for image in pair])
    small, large = (torch.from_numpy(np.stack(side)).permute(0, 3, 1, 2) for side in zip(*augmented, strict=True))
    return small.float() / 255, large.float() / 255


def rate_at(done: int, schedule: Schedule) -> float:
    """Linear warm-up over 50 steps, then half a cosine to zero."""
    return schedule.rate * min(1.0, (done + 1) / 50) * 0.5 * (1 + math.cos(math.pi * done / schedule.iterations))


def train(
    net: nn.Module, squares: Squares, schedule: Schedule, checkpoint: Path, after_step: AfterStep = lambda _, __: None
) -> nn.Module:
    """The exponential average of the trained network. Resumes from `checkpoint` if it exists; deterministic."""
    net.train()
    set_batch_size(net, schedule.batch)
    average = copy.deepcopy(net)
    optimizer = torch.optim.AdamW(net.parameters(), lr=schedule.rate, betas=(0.9, 0.99), weight_decay=0)
    rng, first = np.random.default_rng(schedule.seed), 0
    if checkpoint.exists():
        first = resume_checkpoint(checkpoint, net, average, optimizer, rng)
    for done in range(first, schedule.iterations):
        for group in optimizer.param_groups:
            group["lr"] = rate_at(done, schedule)
        small, large = batch(squares, schedule, rng)
        loss = (net(small) - large).abs().mean()
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimizer.step()
        after_step(done + 1, net)
        update_average(average, net, min(0.999, (1 + done) / (10 + done)))
        if (done + 1) % 200 == 0:
            save_checkpoint(checkpoint, net, average, optimizer, rng, done + 1)
            print(f"{checkpoint.stem}: step {done + 1} of {schedule.iterations}, loss {loss.item():.4f}", flush=True)
    after_step(schedule.iterations, average)
    set_batch_size(average, 1)
    return average.eval()


def set_batch_size(net: nn.Module, count: int) -> None:
    if isinstance(net, SwinIR):
        net.set_batch_size(count)


@torch.no_grad()
def update_average(average: nn.Module, net: nn.Module, keep: float) -> None:
    for slow, fast in zip(average.parameters(), net.parameters(), strict=True):
        slow.lerp_(fast, 1 - keep)


def save_checkpoint(
    path: Path, net: nn.Module, average: nn.Module, optimizer: torch.optim.Optimizer, rng: np.random.Generator, done: int
) -> None:
    """Under another name first: a kill leaves the old checkpoint whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(".half")
    states = {"net": net.state_dict(), "average": average.state_dict(), "optimizer": optimizer.state_dict()}
    torch.save({**states, "rng": rng.bit_generator.state, "done": done}, half)
    os.replace(half, path)


def resume_checkpoint(
    path: Path, net: nn.Module, average: nn.Module, optimizer: torch.optim.Optimizer, rng: np.random.Generator
) -> int:
    """Returns how many steps were done."""
    states = torch.load(path, weights_only=True)
    net.load_state_dict(states["net"])
    average.load_state_dict(states["average"])
    optimizer.load_state_dict(states["optimizer"])
    rng.bit_generator.state = states["rng"]
    return states["done"]
