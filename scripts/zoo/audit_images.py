"""The images of an audit, cut to the tiles that a package takes, and joined again."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from measure import psnr_y_db, resize_bicubic
from set5 import IMAGES, read
from tiles import upscale_tiled

Pair = tuple[np.ndarray, np.ndarray]
"""A small image and the true one, uint8 [H, W, 3]."""
Pairs = Callable[[int], list[Pair]]
"""By scale."""


def set5(folder: Path) -> Pairs:
    def pairs(scale: int) -> list[Pair]:
        small = [read(folder / "LR_bicubic" / f"X{scale}" / f"{name}x{scale}.png") for name in IMAGES]
        truth = [read(folder / "HR" / f"{name}.png") for name in IMAGES]
        return [(s, t[: s.shape[0] * scale, : s.shape[1] * scale]) for s, t in zip(small, truth, strict=True)]

    return pairs


def photographs(folder: Path, side: int = 192) -> Pairs:
    """The middle of each photograph, shrunk by MATLAB's bicubic."""

    def middle(image: np.ndarray) -> np.ndarray:
        top, left = ((length - side) // 2 for length in image.shape[:2])
        return image[top : top + side, left : left + side]

    def pairs(scale: int) -> list[Pair]:
        truths = [middle(read(path)) for path in sorted(folder.glob("*.png"))]
        if not truths:
            raise SystemExit(f"{folder} has no .png; give Set5 by --set5")
        return [(resize_bicubic(truth, 1 / scale, round_between=True), truth) for truth in truths]

    return pairs


def cut_tiles(pairs: list[Pair], side: int, scale: int) -> np.ndarray:
    """uint8 [n, side, side, 3], without overlap; both sides of a comparison get the same tiles."""
    tiles: list[np.ndarray] = []

    def collect(tile: np.ndarray) -> np.ndarray:
        tiles.append(tile)
        return np.zeros((side * scale, side * scale, 3), np.uint8)

    for small, _ in pairs:
        upscale_tiled(small, side, 0, scale, collect)
    return np.stack(tiles)


def mean_psnr_y_db(outputs: np.ndarray, pairs: list[Pair], side: int, scale: int) -> float:
    """Of outputs [n, scale*side, scale*side, 3], 0-255, in the order of cut_tiles; NaN where one is not finite."""
    if not np.isfinite(outputs).all():
        return float("nan")
    tiles = iter(outputs.round().astype(np.uint8))
    images = [upscale_tiled(small, side, 0, scale, lambda _: next(tiles)) for small, _ in pairs]
    values = [psnr_y_db(image, truth, scale) for image, (_, truth) in zip(images, pairs, strict=True)]
    return float(np.mean(values))


@torch.inference_mode()
def run_in_pytorch(net: torch.nn.Module, tiles: np.ndarray) -> np.ndarray:
    """Float32 [n, scale*side, scale*side, 3], 0-255, clamped and not rounded."""
    batch = torch.from_numpy(tiles).permute(0, 3, 1, 2).float() / 255
    outputs = [net(tile[None])[0].clamp(0, 1).mul(255).permute(1, 2, 0).numpy() for tile in batch]
    return np.stack(outputs)
