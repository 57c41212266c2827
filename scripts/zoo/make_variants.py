"""Makes Core ML packages of your own network, one for each recipe.

    python scripts/zoo/make_variants.py MODEL --recipes fp32 fp16 int8 palette4 --sizes 64 --out models

MODEL is a .safetensors file that names its architecture (official.py makes one of a published SwinIR checkpoint), a
TorchScript file whose module maps an image [1, 3, H, W] in [0, 1] to a larger one, or a .mlpackage, whose weights can
be compressed. Recipes are those of recipes.yaml; the ones with a training need --train, a folder of photographs, and
resume where they were interrupted.
"""

import argparse
import sys
from pathlib import Path

import torch
from architecture import find_not_finite, join_faults, read_architecture, read_network
from compress import RecipeNotApplicable
from make import Source, apply_training, compress_package, make_package
from package_metadata import PackageMetadata, Provenance
from recipes import read_recipes
from tune import TrainingSetup

RECIPES = Path(__file__).parent / "recipes.yaml"


def read_source(path: Path) -> Source:
    """Exits with one sentence when the file is not a network."""
    try:
        if path.suffix == ".safetensors":
            return Source(path.stem, path, read_network(path), read_architecture(path), Provenance(path.stem))
        net = torch.jit.load(str(path), map_location="cpu").eval()
    except ValueError as error:
        raise SystemExit(str(error)) from error
    except RuntimeError as error:
        reason = str(error).splitlines()[0]
        raise SystemExit(f"{path} is neither .safetensors, .mlpackage nor TorchScript ({reason})") from error
    broken = find_not_finite(net.state_dict())
    if broken:
        raise SystemExit(f"{path} holds values that are not finite: {join_faults(broken)}")
    return Source(path.stem, path, net, None, Provenance(path.stem))


def describe_sizes(sizes: list[int], multifunction: bool) -> str:
    if len(sizes) == 1:
        return str(sizes[0])
    return "multi" if multifunction else "enum"


def describe_result(metadata: PackageMetadata) -> tuple[str, str]:
    """The count of compressed weights, and the PSNR on Set5 if it was measured."""
    psnr_db = metadata.set5_psnr_y_db
    return str(metadata.compressed_weights), "" if psnr_db is None else f"{psnr_db:.3f}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("--recipes", nargs="+", required=True, metavar="NAME")
    parser.add_argument("--sizes", nargs="+", type=int, default=[64], metavar="PIXELS", help="sides of square inputs")
    parser.add_argument("--multifunction", action="store_true", help="one function a size rather than enumerated shapes")
    parser.add_argument("--out", type=Path, default=Path("models"), help="folder for the packages")
    parser.add_argument("--recipes-file", type=Path, default=RECIPES)
    parser.add_argument("--train", type=Path, metavar="FOLDER", help="photographs to train with")
    parser.add_argument("--checkpoints", type=Path, default=Path("checkpoints"), help="from which interrupted trainings resume")
    parser.add_argument("--set5", type=Path, metavar="FOLDER", help="measure PSNR on Set5 (HR, LR_bicubic/X2), x2 only")
    args = parser.parse_args()
    if not args.model.exists():
        raise SystemExit(f"{args.model} does not exist; give a .safetensors, TorchScript or .mlpackage file")
    recipes = read_recipes(args.recipes_file)
    unknown = [name for name in args.recipes if name not in recipes]
    if unknown:
        raise SystemExit(f"{args.recipes_file} has no recipe {', '.join(unknown)}; it has {', '.join(recipes)}")

    package = args.model.suffix == ".mlpackage"
    if package and (args.set5 or args.multifunction or args.train):
        parser.error("--set5, --multifunction and --train need the PyTorch network, not a .mlpackage")
    source = None if package else read_source(args.model)
    setup = TrainingSetup(args.train, args.checkpoints) if args.train else None
    ending = "" if package else f"-{describe_sizes(args.sizes, args.multifunction)}"
    failures = 0
    for name in args.recipes:
        out = args.out / f"{args.model.stem}-{name}{ending}.mlpackage"
        try:
            if source is None:
                metadata = compress_package(args.model, recipes[name], out)
            else:
                trained = apply_training(source, recipes[name], setup)
                metadata = make_package(
                    trained, recipes[name], tuple(args.sizes), args.multifunction, out, args.set5
                )
        except (RecipeNotApplicable, ValueError, OSError) as error:
            failures += 1
            print(f"{out.name}: {error}", file=sys.stderr)
            continue
        print(out.name, *describe_result(metadata), flush=True)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
