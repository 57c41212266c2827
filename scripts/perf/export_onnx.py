"""Exports the networks to ONNX by torch.onnx, as a user without Core ML would, for scripts/perf/runtime.ts.

    python scripts/perf/export_onnx.py FOLDER

The graphs take `image`, [1, 3, side, side] of 0-255, and give `upscaled` of 0-255: what the packages compute.
"""

import argparse
import sys
from pathlib import Path

import torch

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts/zoo"))

from families import FAMILIES  # noqa: E402

NETWORKS = ("plain-x2", "swinir-s-x2")
SIDES = (128, 256)


class Pixels(torch.nn.Module):
    """0-255 in, 0-255 out."""

    def __init__(self, net: torch.nn.Module) -> None:
        super().__init__()
        self.net = net

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        return self.net(image / 255.0).clamp(0, 1) * 255.0


def network(name: str) -> torch.nn.Module:
    return Pixels(FAMILIES[name].load(ROOT / "models/weights")).eval()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    out = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    for name in NETWORKS:
        for side in SIDES:
            torch.onnx.export(
                network(name),
                (torch.zeros(1, 3, side, side),),
                str(out / f"{name}-{side}.onnx"),
                input_names=["image"],
                output_names=["upscaled"],
                opset_version=17,
                do_constant_folding=True,
            )


if __name__ == "__main__":
    main()
