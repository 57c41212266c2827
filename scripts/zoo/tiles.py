"""Upscales an image in windows of a fixed size, placed as in src/image/tiles.ts."""

from collections.abc import Callable

import numpy as np

Upscale = Callable[[np.ndarray], np.ndarray]
"""uint8 [side, side, 3] to uint8 [scale*side, scale*side, 3]."""


def upscale_tiled(image: np.ndarray, side: int, margin: int, scale: int, upscale: Upscale) -> np.ndarray:
    """Trims `margin` input pixels at inner edges; mirrors the image beyond its edges, edge pixels repeated."""
    height, width = image.shape[:2]
    out = np.zeros((height * scale, width * scale, 3), np.uint8)
    for top, row, rows in spans(height, side, margin):
        for left, column, columns in spans(width, side, margin):
            window = image[np.ix_(mirror_indices(top, side, height), mirror_indices(left, side, width))]
            y, x = (row - top) * scale, (column - left) * scale
            part = upscale(window)[y : y + rows * scale, x : x + columns * scale]
            out[row * scale : (row + rows) * scale, column * scale : (column + columns) * scale] = part
    return out


def spans(length: int, side: int, margin: int) -> list[tuple[int, int, int]]:
    """Along one axis: where each window begins, where its kept part begins, and how long that is."""
    if length <= side:
        return [(0, 0, length)]
    starts = [*range(0, length - side, side - 2 * margin), length - side]
    ends = [start + side - margin for start in starts[:-1]] + [length]
    return [(start, kept, end - kept) for start, kept, end in zip(starts, [0, *ends[:-1]], ends, strict=True)]


def mirror_indices(start: int, count: int, length: int) -> np.ndarray:
    folded = np.mod(np.arange(start, start + count), 2 * length)
    return np.where(folded < length, folded, 2 * length - 1 - folded)
