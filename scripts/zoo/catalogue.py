"""Writes models/variants.yaml, models/MODEL_CARD.md and sweeps/zoo.yaml from what the packages say of themselves.

    python scripts/zoo/catalogue.py models
"""

import argparse
import textwrap
import warnings
from dataclasses import dataclass
from pathlib import Path

import coremltools as ct
from build import PACKAGES
from card import CARD
from families import FAMILIES
from make_variants import RECIPES
from packages import Package, read_packages
from recipes import read_recipes
from set5 import MARGIN


@dataclass(frozen=True)
class Shipped:
    package: Package
    told: dict[str, str]
    bytes: int

    @property
    def parameters(self) -> int:
        return int(self.told["rezbench.parameters"])

    @property
    def psnr_db(self) -> float:
        return float(self.told["rezbench.set5_psnr_y_db"])


def shipped(package: Package, models: Path) -> Shipped:
    path = models / f"{package.name}.mlpackage"
    if not path.exists():
        raise SystemExit(f"{path} is not there; make it by build.py")
    told = dict(ct.models.MLModel(str(path), skip_model_load=True).user_defined_metadata)
    if "rezbench.set5_psnr_y_db" not in told:
        raise SystemExit(f"{path} tells no PSNR on Set5; make it by build.py --set5")
    return Shipped(package, told, sum(file.stat().st_size for file in path.rglob("*") if file.is_file()))


def entry(one: Shipped, names: set[str]) -> str:
    package = one.package
    references = (f"{package.network}-{recipe}-{package.sizes[0]}" for recipe in ("fp32", "fp16"))
    lines = {
        "name": package.name,
        "file": f"{package.name}.mlpackage",
        "family": one.told["rezbench.family"],
        "technique": package.recipe,
        "reference": next(name for name in references if name in names),
        "tile_margin": MARGIN,
    }
    return "  - " + "\n    ".join(f"{field}: {value}" for field, value in lines.items())


def row(one: Shipped) -> str:
    about = [one.package.name, one.told["rezbench.family"], one.package.recipe, str(one.parameters), str(one.bytes)]
    return "| " + " | ".join([*about, one.told["rezbench.compressed_weights"], f"{one.psnr_db:.3f}"]) + " |"


BY_SIZE = ("plain-x2", "swinir-s-x2", "swinir-c-x2")
COMPARED = ("int8", "palette4", "sparse75")
PRUNED = ("heads50", "neurons50", "taylor50", "sparse50", "sparse75", "iterative75", "sensitivity60")
QUANTIZED = ("fp16", "mixed", "int8", "w8a8", "int4-block16", "palette6", "palette4")


class Figures:
    """What the card's sentences quote, of packages for 64x64."""

    def __init__(self, all_: list[Shipped]) -> None:
        self.by_name = {one.package.name: one for one in all_}

    def of(self, network: str, recipe: str) -> Shipped:
        return self.by_name[f"{network}-{recipe}-64"]

    def whole(self, network: str) -> Shipped:
        """Of networks that keep half-precision weights there is no fp32 package: fp16 is the same."""
        return self.by_name.get(f"{network}-fp32-64") or self.of(network, "fp16")

    def loss_db(self, network: str, recipe: str) -> float:
        return self.whole(network).psnr_db - self.of(network, recipe).psnr_db

    def losses(self, network: str, recipes: tuple[str, ...]) -> str:
        return ", ".join(f"{recipe} {self.loss_db(network, recipe):.3f} dB" for recipe in recipes)

    def structure(self, recipe: str) -> str:
        whole, cut = self.whole("swinir-s-x2"), self.of("swinir-s-x2", recipe)
        removed = 1 - cut.parameters / whole.parameters
        return f"{recipe} takes {removed:.1%} of the parameters and loses {self.loss_db('swinir-s-x2', recipe):.3f} dB"

    def least_and_most(self, network: str, recipes: tuple[str, ...]) -> str:
        order = sorted(recipes, key=lambda recipe: self.loss_db(network, recipe))
        return f"{order[0]} costs least, {order[-1]} most"

    def sizes(self) -> str:
        rows = []
        for network in BY_SIZE:
            losses = [f"{self.loss_db(network, recipe):.3f}" for recipe in COMPARED]
            rows.append("| " + " | ".join([network, str(self.whole(network).parameters), *losses]) + " |")
        return "\n".join(rows)

    def against_size(self) -> str:
        return "; ".join(f"{recipe}'s loss {self.trend(recipe)}" for recipe in COMPARED)

    def trend(self, recipe: str) -> str:
        losses = [self.loss_db(network, recipe) for network in BY_SIZE]
        if losses == sorted(losses):
            return "rises with the parameters"
        return "falls with the parameters" if losses == sorted(losses, reverse=True) else "follows no order of size"


def steps(recipe: str) -> str:
    return f"{read_recipes(RECIPES)[recipe].train['steps']:,}"


def insights(figures: Figures) -> dict[str, str]:
    small = "swinir-s-x2"
    return {
        "quantization": figures.losses(small, QUANTIZED),
        "quantized": figures.least_and_most(small, QUANTIZED),
        "heads": figures.structure("heads50"),
        "neurons": figures.structure("neurons50"),
        "taylor": figures.structure("taylor50"),
        "pruned": figures.least_and_most(small, PRUNED),
        "unstructured": figures.losses(small, ("sparse50", "sparse75", "iterative75", "sensitivity60")),
        "sizes": figures.sizes(),
        "against_size": figures.against_size(),
        "classical_steps": f"{FAMILIES['swinir-c-x2'].steps:,}",
        "real_steps": f"{FAMILIES['swinir-r-x2'].steps:,}",
        "structural_steps": steps("heads50"),
        "iterative_steps": steps("iterative75"),
        "sensitivity_steps": steps("sensitivity60"),
        "work": figures.losses(small, ("window4", "window16", "patch2", "ane")),
    }


def wrapped(paragraph: str) -> str:
    return textwrap.fill(paragraph.strip(), 120) if paragraph[:1].isalpha() or paragraph.startswith("**") else paragraph


SWEEP = """\
# Every variant that comes with rezbench, once on each compute unit that differs most. Written by scripts/zoo/catalogue.py.
name: zoo
seed: 1
variants:
{names}
compute_units: [cpuOnly, cpuAndNeuralEngine]
sizes: [64x64]
anchor: plain-x2-fp16-64
measure:
  warmup: 3
  iterations: 50
  min_seconds: 2
  end_to_end_iterations: 5
quality:
  testset: ../images
  crop: 192x192
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", type=Path)
    args = parser.parse_args()
    warnings.simplefilter("ignore")

    all_ = [shipped(package, args.models) for package in read_packages(PACKAGES, set(read_recipes(RECIPES)))]
    names = {one.package.name for one in all_}
    head = "# The variants that come with rezbench, by the names that sweeps use. Written by scripts/zoo/catalogue.py.\n"
    (args.models / "variants.yaml").write_text(head + "variants:\n" + "\n".join(entry(one, names) for one in all_) + "\n")
    card = CARD.format(rows="\n".join(map(row, all_)), **insights(Figures(all_)))
    (args.models / "MODEL_CARD.md").write_text("\n\n".join(map(wrapped, card.split("\n\n"))))
    swept = "\n".join(f"  - {one.package.name}" for one in all_)
    (args.models.parent / "sweeps").mkdir(exist_ok=True)
    (args.models.parent / "sweeps/zoo.yaml").write_text(SWEEP.format(names=swept))


if __name__ == "__main__":
    main()
