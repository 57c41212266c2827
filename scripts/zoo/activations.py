"""Quantizes weights and activations to eight bits (W8A8), by the ranges that calibration images reach."""

import warnings
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from compress import Nothing
from coremltools.optimize.torch.quantization import LinearQuantizer, LinearQuantizerConfig, ModuleLinearQuantizerConfig
from measure import resized
from PIL import Image
from torch import nn

CALIBRATION = Path(__file__).parents[2] / "images"
"""The project's own photographs, so that whoever has the project can make these packages again."""


def calibration_squares(side: int, folder: Path = CALIBRATION, each: int = 6) -> Iterator[torch.Tensor]:
    """Squares [1, 3, side, side] of the photographs, halved by bicubic."""
    rng = np.random.default_rng(0)
    files = sorted(folder.glob("*.png"))
    if not files:
        raise SystemExit(f"{folder} holds no .png to calibrate with; copy the project's images/ again")
    for path in files:
        image = np.asarray(Image.open(path).convert("RGB"))
        if min(image.shape[:2]) < 2 * side:
            raise Nothing(f"inputs of {side} pixels are too large to calibrate: {path.name} is smaller than {2 * side}")
        for _ in range(each):
            top, left = (int(rng.integers(length - 2 * side + 1)) for length in image.shape[:2])
            small = resized(image[top : top + 2 * side, left : left + 2 * side], 0.5, True)
            yield torch.from_numpy(small).permute(2, 0, 1)[None].float() / 255


def quantized(net: nn.Module, side: int) -> nn.Module:
    """A copy whose operations round to eight bits, symmetric; its ranges are fixed."""
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
            for square in calibration_squares(side):
                prepared(square)
        return quantizer.finalize(inplace=False).eval()
