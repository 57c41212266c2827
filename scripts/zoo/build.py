"""Makes the packages of packages.yaml, all or some, from the weights under models/weights.

    python scripts/zoo/build.py models --set5 Set5 --only swinir-s-x2-int8-64

With --set5, a folder that holds HR and LR_bicubic/X2, each package's metadata records the PSNR that PyTorch reaches with
the weights as the package stores them. Networks whose weights are missing are trained if --train gives photographs.
"""

import argparse
import sys
from dataclasses import replace
from pathlib import Path

from architecture import read_architecture, save_network
from compress import RecipeNotApplicable
from families import FAMILIES, Family
from make import LICENSE, Source, apply_training, make_package
from make_variants import RECIPES, describe_result
from package_metadata import Provenance
from packages import read_packages
from recipes import read_recipes
from tune import TrainedNetwork, TrainingSetup, check_origin, origin_metadata, tune

PACKAGES = Path(__file__).parent / "packages.yaml"


def prepare_source(family: Family, weights: Path, setup: TrainingSetup | None) -> Source:
    """Trains the family if its weights file is missing and there are photographs to train it with."""
    path = family.weights_file(weights)
    provenance = Provenance(family.family, family.summary, family.trained_on)
    if family.stages:
        base = FAMILIES["swinir-s-x2"]
        base_file = base.weights_file(weights)
        origin = origin_metadata(base_file, family.stages)
        if not path.exists() and setup:
            trained = TrainedNetwork(base.load(weights), read_architecture(base_file))
            for index, stage in enumerate(family.stages):
                trained = tune(trained, stage, setup, f"{family.name}-{index + 1}")
                trained.net.half().float()  # As it is stored, so that a stage can start from the file of the one before.
            save_network(trained.net.half(), trained.architecture, path, origin)
        if path.exists():
            check_origin(path, origin, base_file)
        provenance = replace(provenance, trained_from_sha256=origin["trained_from_sha256"])
    return Source(family.name, path, family.load(weights), read_architecture(path), provenance, LICENSE)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path, help="folder for the packages")
    parser.add_argument("--weights", type=Path, default=Path("models/weights"), help="folder of the .safetensors files")
    parser.add_argument("--packages", type=Path, default=PACKAGES, metavar="FILE", help="which packages there are")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="only the packages of these names")
    parser.add_argument("--set5", type=Path, help="folder of the Set5 images")
    parser.add_argument("--train", type=Path, metavar="FOLDER", help="photographs to train with")
    parser.add_argument("--checkpoints", type=Path, default=Path("checkpoints"), help="from which interrupted trainings resume")
    args = parser.parse_args()

    packages = read_packages(args.packages, read_recipes(RECIPES))
    unknown = set(args.only or ()) - {package.name for package in packages}
    if unknown:
        raise SystemExit(f"{args.packages} has no package {', '.join(sorted(unknown))}; give names that it lists")
    setup = TrainingSetup(args.train, args.checkpoints) if args.train else None
    failures = 0
    for package in packages:
        if args.only and package.name not in args.only:
            continue
        out = args.out / f"{package.name}.mlpackage"
        try:
            family = prepare_source(package.network, args.weights, setup)
            source = apply_training(family, package.recipe, setup)
            multifunction = package.shapes == "multifunction"
            metadata = make_package(source, package.recipe, package.sizes, multifunction, out, args.set5)
        except (RecipeNotApplicable, ValueError, OSError) as error:
            failures += 1
            print(f"{package.name}: {error}", file=sys.stderr)
            continue
        size = sum(file.stat().st_size for file in out.rglob("*") if file.is_file())
        print(package.name, size, *describe_result(metadata), flush=True)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
