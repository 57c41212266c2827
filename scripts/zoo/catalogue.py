"""Writes models/variants.yaml and models/MODEL_CARD.md from what the packages say of themselves.

    python scripts/zoo/catalogue.py models
"""

import argparse
import warnings
from pathlib import Path

import coremltools as ct
from recipe import Recipe, read_recipes
from set5 import MARGIN

CARD = """\
# The models that come with rezbench

Networks for x2 super-resolution of RGB photographs, made to be measured, not to be the best there are. `plain-x2` is a
convolutional network (seven 3x3 convolutions, 28 channels); `swinir-s-x2` is a small SwinIR (Liang et al., ICCVW 2021:
32 channels, two blocks of four layers, four heads, windows of 8).

**Training.** From scratch on T91 (Yang et al., IEEE TIP 2010) and BSDS400 (the training and test parts of BSDS500,
Arbelaez et al., IEEE TPAMI 2011), 491 images, shrunk by MATLAB's bicubic; L1 loss, seed 0. Both sets are for research;
whoever uses these weights otherwise must settle that. The weights are under weights/.

**Measured.** `PSNR` is the mean over Set5 x2 of the luma PSNR that PyTorch reaches in float32 arithmetic, on whole
images, with the weights as the package stores them; bicubic enlargement gives 33.678 dB. It says what compression of
weights costs, not what half-precision arithmetic costs on a phone: that is rezbench's to measure. `compressed` counts
the weights that are stored compressed.

| package | family | technique | parameters | bytes | compressed | PSNR (dB) |
| --- | --- | --- | --- | --- | --- | --- |
{rows}

**Limits.** int8 concerns the stored weights alone: Core ML computes with them in half precision. Position biases,
norms and biases stay fp16. Set5 has five images; differences of a few hundredths of a decibel mean little.

**Rebuilding.** With Python 3.11, Set5 as the SwinIR repository lays it out (HR, LR_bicubic/X2):

```
pip install -r scripts/zoo/requirements.txt
python scripts/zoo/convert.py models --set5 Set5
python scripts/zoo/catalogue.py models
python scripts/zoo/set5.py Set5 test/golden/set5.json
```
"""


def entry(recipe: Recipe, told: dict[str, str]) -> str:
    side = recipe.sizes[0]
    lines = {
        "name": recipe.name,
        "file": f"{recipe.name}.mlpackage",
        "family": told["rezbench.family"],
        "technique": recipe.technique,
        "reference": f"{recipe.family}-fp32-{side}",
        "tile_margin": MARGIN,
    }
    return "  - " + "\n    ".join(f"{field}: {value}" for field, value in lines.items())


def row(recipe: Recipe, told: dict[str, str], package: Path) -> str:
    size = sum(file.stat().st_size for file in package.rglob("*") if file.is_file())
    about = [told[f"rezbench.{field}"] for field in ("family", "technique", "parameters")]
    measured = [told["rezbench.compressed_weights"], told.get("rezbench.set5_psnr_y_db", "")]
    return "| " + " | ".join([recipe.name, *about, str(size), *measured]) + " |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", type=Path)
    parser.add_argument("--recipes", type=Path, default=Path(__file__).parent / "recipes.yaml")
    args = parser.parse_args()
    warnings.simplefilter("ignore")

    entries, rows = [], []
    for recipe in read_recipes(args.recipes):
        package = args.models / f"{recipe.name}.mlpackage"
        told = dict(ct.models.MLModel(str(package), skip_model_load=True).user_defined_metadata)
        entries.append(entry(recipe, told))
        rows.append(row(recipe, told, package))
    head = "# The variants that come with rezbench, by the names that sweeps use. Written by scripts/zoo/catalogue.py.\n"
    (args.models / "variants.yaml").write_text(head + "variants:\n" + "\n".join(entries) + "\n")
    (args.models / "MODEL_CARD.md").write_text(CARD.format(rows="\n".join(rows)))


if __name__ == "__main__":
    main()
