"""Converts the networks' weights into the Core ML packages of recipes.yaml.

    python scripts/zoo/convert.py models --set5 Set5

The packages take an RGB image and give one twice as large; they need iOS 16. With --set5, a folder that holds HR and
LR_bicubic/X2, each package's metadata tells the PSNR that PyTorch reaches with the weights as the package stores them.
"""

import argparse
import logging
import shutil
from pathlib import Path

import coremltools as ct
import torch
from families import FAMILIES, TRAINED_ON, Family, sha256_of
from recipe import Recipe, read_recipes
from set5 import mean_psnr_y_db
from stored_weights import with_stored_weights
from techniques import TECHNIQUES, compressed, constexpr_count

logging.getLogger("coremltools").setLevel(logging.ERROR)


class ToPixels(torch.nn.Module):
    """Clamps a network's output and scales it to 0-255, as a Core ML image output wants it."""

    def __init__(self, net: torch.nn.Module) -> None:
        super().__init__()
        self.net = net

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        return self.net(image).clamp(0, 1) * 255.0


def convert(net: torch.nn.Module, recipe: Recipe) -> ct.models.MLModel:
    """The network as a program with image input `image` and image output `upscaled`."""
    technique = TECHNIQUES[recipe.technique]
    shapes = [(1, 3, side, side) for side in recipe.sizes]
    traced = torch.jit.trace(ToPixels(net).eval(), torch.zeros(shapes[0]), check_trace=False)
    shape = shapes[0] if len(shapes) == 1 else ct.EnumeratedShapes(shapes=shapes, default=shapes[0])
    model = ct.convert(
        traced,
        inputs=[ct.ImageType("image", shape=shape, scale=1 / 255.0)],
        outputs=[ct.ImageType("upscaled", color_layout=ct.colorlayout.RGB)],
        minimum_deployment_target=ct.target.iOS16,
        compute_precision=technique.precision,
        convert_to="mlprogram",
    )
    return compressed(model, technique)


def describe(model: ct.models.MLModel, recipe: Recipe, family: Family, weights: Path) -> None:
    """Writes where the package comes from into its own metadata."""
    model.short_description = family.summary
    model.author = "rezbench"
    model.license = "Apache-2.0; trained on T91 and BSDS400, whose terms limit them to research"
    parameters = sum(parameter.numel() for parameter in family.build().parameters())
    model.user_defined_metadata.update(
        {
            "rezbench.family": family.family,
            "rezbench.technique": recipe.technique,
            "rezbench.parameters": str(parameters),
            "rezbench.base_sha256": sha256_of(weights),
            "rezbench.trained_on": TRAINED_ON,
            "rezbench.compressed_weights": str(constexpr_count(model)),
        }
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path, help="folder for the packages")
    parser.add_argument("--weights", type=Path, default=Path("models/weights"), help="folder of the .safetensors files")
    parser.add_argument("--recipes", type=Path, default=Path(__file__).parent / "recipes.yaml")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="only the packages of these names")
    parser.add_argument("--set5", type=Path, help="folder of the Set5 images")
    args = parser.parse_args()

    recipes = read_recipes(args.recipes)
    unknown = set(args.only or ()) - {recipe.name for recipe in recipes}
    if unknown:
        raise SystemExit(f"{args.recipes} has no recipe for {', '.join(sorted(unknown))}")
    for recipe in recipes:
        if args.only is None or recipe.name in args.only:
            make(recipe, args.weights, args.set5, args.out / f"{recipe.name}.mlpackage")


def make(recipe: Recipe, weights: Path, set5: Path | None, package: Path) -> None:
    family = FAMILIES[recipe.family]
    net = family.load(weights)
    model = convert(net, recipe)
    describe(model, recipe, family, family.weights(weights))
    if set5 is not None:
        psnr_db = mean_psnr_y_db(with_stored_weights(net, model), set5)
        model.user_defined_metadata["rezbench.set5_psnr_y_db"] = f"{psnr_db:.3f}"
    shutil.rmtree(package, ignore_errors=True)
    model.save(str(package))
    told = model.user_defined_metadata
    size = sum(file.stat().st_size for file in package.rglob("*") if file.is_file())
    print(package.name, size, told["rezbench.compressed_weights"], told.get("rezbench.set5_psnr_y_db", ""), flush=True)


if __name__ == "__main__":
    main()
