"""Makes two-sizes.mlpackage beside it: one network for inputs of 24x24 and 48x48, one function a size, weights shared.

    python two_sizes.py    (coremltools 9.0, numpy)
"""

import shutil
import tempfile
from pathlib import Path

import coremltools as ct
import numpy as np
from coremltools.converters.mil import Builder as mb
from coremltools.models.utils import MultiFunctionDescriptor, save_multifunction

OUT = Path(__file__).with_name("two-sizes.mlpackage")
SIDES = (24, 48)


def weights() -> np.ndarray:
    """[12, 3, 3, 3]: each colour four times, a little of its neighbours mixed in, 0-255 to 0-1."""
    mixed = (np.random.default_rng(5).standard_normal((12, 3, 3, 3)) * 0.02).astype(np.float32)
    for colour in range(3):
        mixed[colour * 4 : colour * 4 + 4, colour, 1, 1] += 1
    return mixed / 255


def save(side: int, path: Path) -> None:
    @mb.program(input_specs=[mb.TensorSpec(shape=(1, 3, side, side))], opset_version=ct.target.iOS18)
    def program(image):
        return mb.pixel_shuffle(x=mb.conv(x=image, weight=weights(), pad_type="same"), upscale_factor=2, name="upscaled")

    image = ct.ImageType(name="image", shape=(1, 3, side, side), color_layout=ct.colorlayout.RGB)
    model = ct.convert(program, minimum_deployment_target=ct.target.iOS18, inputs=[image], skip_model_load=True)
    model.save(str(path))


def main() -> None:
    shutil.rmtree(OUT, ignore_errors=True)
    with tempfile.TemporaryDirectory() as folder:
        descriptor = MultiFunctionDescriptor()
        for side in SIDES:
            path = Path(folder) / f"{side}.mlpackage"
            save(side, path)
            descriptor.add_function(str(path), "main", f"s{side}")
        descriptor.default_function_name = f"s{SIDES[0]}"
        save_multifunction(descriptor, str(OUT))


main()
