"""Makes the packages of packages.yaml, all or some, from the weights under models/weights.

    python scripts/zoo/build.py models --set5 Set5 --only swinir-s-x2-int8-64

With --set5, a folder that holds HR and LR_bicubic/X2, each package's metadata tells the PSNR that PyTorch reaches with
the weights as the package stores them. Networks whose weights are not there are trained, if --train gives photographs.
"""

import argparse
import sys
from pathlib import Path

from architecture import described, save_network
from compress import Nothing
from families import FAMILIES, Family
from make import LICENSE, Source, make, trained
from make_variants import RECIPES
from packages import read_packages
from recipes import read_recipes
from tune import Bench, Trained, check_origin, origin, tuned

PACKAGES = Path(__file__).parent / "packages.yaml"


def source_of(family: Family, weights: Path, bench: Bench | None) -> Source:
    path = family.weights(weights)
    told = {"family": family.family, "summary": family.summary, "trained_on": family.trained_on}
    if family.train:
        base = FAMILIES["swinir-s-x2"].weights(weights)
        found = Trained(FAMILIES["swinir-s-x2"].load(weights), described(base))
        from_ = origin(base, family.train)
        if not path.exists() and bench:
            for index, stage in enumerate(family.train):
                found = tuned(found, stage, bench, f"{family.name}-{index + 1}")
                found.net.half().float()  # As it is kept, so that a stage can begin from the file of the one before.
            save_network(found.net.half(), found.architecture, path, from_)
        if path.exists():
            check_origin(path, from_, base)
        told["trained_from_sha256"] = from_["trained_from_sha256"]
    return Source(family.name, path, family.load(weights), described(path), told, LICENSE)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path, help="folder for the packages")
    parser.add_argument("--weights", type=Path, default=Path("models/weights"), help="folder of the .safetensors files")
    parser.add_argument("--packages", type=Path, default=PACKAGES, metavar="FILE", help="which packages there are")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="only the packages of these names")
    parser.add_argument("--set5", type=Path, help="folder of the Set5 images")
    parser.add_argument("--train", type=Path, metavar="FOLDER", help="photographs to train with")
    parser.add_argument("--checkpoints", type=Path, default=Path("checkpoints"), help="where trainings go on from")
    args = parser.parse_args()

    recipes = read_recipes(RECIPES)
    packages = read_packages(args.packages, set(recipes))
    unknown = set(args.only or ()) - {package.name for package in packages}
    if unknown:
        raise SystemExit(f"{args.packages} has no package {', '.join(sorted(unknown))}")
    bench = Bench(args.train, args.checkpoints) if args.train else None
    refused = 0
    for package in packages:
        if args.only and package.name not in args.only:
            continue
        recipe, out = recipes[package.recipe], args.out / f"{package.name}.mlpackage"
        try:
            source = trained(source_of(FAMILIES[package.network], args.weights, bench), recipe, bench)
            made = make(source, recipe, package.sizes, package.shapes == "multifunction", out, args.set5)
        except (Nothing, ValueError, OSError) as error:
            refused += 1
            print(f"{package.name}: {error}", file=sys.stderr)
            continue
        size = sum(file.stat().st_size for file in out.rglob("*") if file.is_file())
        measured = made.get("rezbench.set5_psnr_y_db", "")
        print(package.name, size, made["rezbench.compressed_weights"], measured, flush=True)
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
