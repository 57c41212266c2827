"""Quantizes weights and activations to eight bits (W8A8), by the ranges of their values on calibration images."""

import warnings
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from compress import RecipeNotApplicable
from coremltools.optimize.torch.quantization import LinearQuantizer, LinearQuantizerConfig, ModuleLinearQuantizerConfig
from measure import resize_bicubic
from PIL import Image
from torch import nn

CALIBRATION = Path(__file__).parents[2] / "images"
"""The project's own images, so that anyone who has the project can make these packages again."""

DRAWN = {"gradient.png"}
"""Not photographs: their values are no sample of what a network meets."""


def read_calibration_squares(side: int, folder: Path = CALIBRATION, each: int = 6) -> Iterator[torch.Tensor]:
    """Squares [1, 3, side, side] of the photographs, which bicubic resizing halved."""
    rng = np.random.default_rng(0)
    files = sorted(file for file in folder.glob("*.png") if file.name not in DRAWN)
    if not files:
        raise SystemExit(f"{folder} holds no photograph to calibrate with; restore the project's images/")
    for path in files:
        image = np.asarray(Image.open(path).convert("RGB"))
        if min(image.shape[:2]) < 2 * side:
            raise RecipeNotApplicable(
                f"inputs of {side} pixels are too large to calibrate: {path.name} is smaller than {2 * side} pixels"
            )
        for _ in range(each):
            top, left = (int(rng.integers(length - 2 * side + 1)) for length in image.shape[:2])
            small = resize_bicubic(image[top : top + 2 * side, left : left + 2 * side], 0.5, round_between=True)
            yield torch.from_numpy(small).permute(2, 0, 1)[None].float() / 255


def quantize_activations(net: nn.Module, side: int) -> nn.Module:
    """A copy whose operations round to eight bits, symmetrically, in fixed ranges."""
    config = LinearQuantizerConfig(
        global_config=ModuleLinearQuantizerConfig(quantization_scheme="symmetric", milestones=[0, 1000, 1000, 0])
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        quantizer = LinearQuantizer(net, config)
        prepared = quantizer.prepare(example_inputs=(torch.zeros(1, 3, side, side),), inplace=False)
        quantizer.step()
        prepared.eval()
        with torch.inference_mode():
            for square in read_calibration_squares(side):
                prepared(square)
        return quantizer.finalize(inplace=False).eval()
