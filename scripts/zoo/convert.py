"""Converts a checkpoint of the plain x2 network into the Core ML packages under models/.

    python scripts/zoo/convert.py plain_x2.safetensors models

The packages take an RGB image of a fixed size and give an RGB image twice as large. They need iOS 16.
"""

import argparse
import shutil
from dataclasses import dataclass
from pathlib import Path

import coremltools as ct
import torch
from plain import Plain
from safetensors.torch import load_file


@dataclass(frozen=True)
class Recipe:
    """One package: its name, its square input in pixels, and the precision of its arithmetic."""

    size: int
    precision: ct.precision

    @property
    def name(self) -> str:
        return f"plain-x2-{'fp16' if self.precision == ct.precision.FLOAT16 else 'fp32'}-{self.size}"


RECIPES = [Recipe(size, precision) for size in (64, 128) for precision in (ct.precision.FLOAT32, ct.precision.FLOAT16)]


class ToPixels(torch.nn.Module):
    """Clamps a network's output and scales it to 0-255, as a Core ML image output wants it."""

    def __init__(self, net: torch.nn.Module) -> None:
        super().__init__()
        self.net = net

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        return self.net(image).clamp(0, 1) * 255.0


def convert(net: torch.nn.Module, recipe: Recipe) -> ct.models.MLModel:
    shape = (1, 3, recipe.size, recipe.size)
    traced = torch.jit.trace(ToPixels(net).eval(), torch.zeros(shape), check_trace=False)
    model = ct.convert(
        traced,
        inputs=[ct.ImageType("image", shape=shape, scale=1 / 255.0)],
        outputs=[ct.ImageType("upscaled", color_layout=ct.colorlayout.RGB)],
        minimum_deployment_target=ct.target.iOS16,
        compute_precision=recipe.precision,
        convert_to="mlprogram",
    )
    model.short_description = "Plain convolutional network, x2 super-resolution of an RGB image"
    model.author = "rezbench"
    model.license = "Apache-2.0; trained on T91 and BSDS400, whose terms limit them to research"
    return model


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()

    net = Plain()
    net.load_state_dict(load_file(args.checkpoint))
    for recipe in RECIPES:
        package = args.out / f"{recipe.name}.mlpackage"
        shutil.rmtree(package, ignore_errors=True)
        convert(net, recipe).save(str(package))
        print(package)


if __name__ == "__main__":
    main()
