"""Reads packages.yaml: which packages the project ships."""

from dataclasses import dataclass
from pathlib import Path

from families import FAMILIES
from recipes import read_yaml

SHAPES = {"fixed": "", "enumerated": "enum", "multifunction": "multi"}
"""And how a package's name ends; one of fixed shape ends with its side."""


@dataclass(frozen=True)
class Package:
    """A network, a recipe, and the sides of its square inputs in pixels."""

    network: str
    recipe: str
    sizes: tuple[int, ...]
    shapes: str = "fixed"

    @property
    def name(self) -> str:
        return f"{self.network}-{self.recipe}-{SHAPES[self.shapes] or self.sizes[0]}"


def read_packages(path: Path, recipes: set[str]) -> list[Package]:
    """Exits with one sentence for a field that is unknown, missing or of no use."""
    entries = read_yaml(path)
    if not isinstance(entries, list):
        raise SystemExit(f"{path} must list packages")
    return [package(entry, recipes, f"{path}: entry {index}") for index, entry in enumerate(entries, 1)]


def package(entry: dict, recipes: set[str], where: str) -> Package:
    if not isinstance(entry, dict) or entry.keys() - {"shapes"} != {"network", "recipe", "sizes"}:
        raise SystemExit(f"{where} must have exactly the fields network, recipe and sizes, and shapes if they are several")
    for field, known in (("network", FAMILIES), ("recipe", recipes), ("shapes", SHAPES)):
        if not isinstance(entry.get(field, "fixed"), str) or entry.get(field, "fixed") not in known:
            raise SystemExit(f"{where}: field {field}: {entry[field]} is not one of {', '.join(sorted(known))}")
    sizes = entry["sizes"]
    if not isinstance(sizes, list) or not sizes or any(type(side) is not int or side < 16 or side % 8 for side in sizes):
        raise SystemExit(f"{where}: field sizes must list multiples of 8, 16 or more")
    shapes = entry.get("shapes", "fixed")
    if (shapes == "fixed") != (len(sizes) == 1):
        raise SystemExit(f"{where}: field shapes: several sizes are enumerated or multifunction, one is fixed")
    return Package(entry["network"], entry["recipe"], tuple(sizes), shapes)
