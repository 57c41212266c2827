"""Degrades photographs as cameras and the web do, for the real-world network.

After BSRGAN (Zhang et al., ICCV 2021) and Real-ESRGAN (Wang et al., ICCVW 2021), smaller: blur, a resize and back,
noise and JPEG in random order, each with random strength, then the x2 reduction by a random kernel and a last JPEG.
"""

import io
from collections.abc import Callable

import numpy as np
from PIL import Image, ImageFilter

Step = Callable[[Image.Image, np.random.Generator], Image.Image]
RESIZERS = (Image.Resampling.BILINEAR, Image.Resampling.BICUBIC, Image.Resampling.BOX)


def degrade(large: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """uint8 [2H, 2W, 3] to uint8 [H, W, 3]."""
    image = Image.fromarray(np.ascontiguousarray(large))
    width, height = image.size
    for index in rng.permutation(len(STEPS)):
        if rng.random() < 0.7:
            image = STEPS[index](image, rng)
    image = image.resize((width // 2, height // 2), RESIZERS[rng.integers(len(RESIZERS))])
    return np.asarray(jpeg(image, rng))


def blur(image: Image.Image, rng: np.random.Generator) -> Image.Image:
    return image.filter(ImageFilter.GaussianBlur((rng.uniform(0.1, 1.6), rng.uniform(0.1, 1.6))))


def there_and_back(image: Image.Image, rng: np.random.Generator) -> Image.Image:
    factor, size = rng.uniform(0.6, 1.4), image.size
    between = tuple(max(1, round(side * factor)) for side in size)
    for target in (between, size):
        image = image.resize(target, RESIZERS[rng.integers(len(RESIZERS))])
    return image


def noise(image: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Gaussian, of one value for the three colours in two of five cases."""
    values = np.asarray(image, np.float64)
    channels = 1 if rng.random() < 0.4 else 3
    noisy = values + rng.normal(0, rng.uniform(1, 12), (*values.shape[:2], channels))
    return Image.fromarray(noisy.clip(0, 255).round().astype(np.uint8))


def jpeg(image: Image.Image, rng: np.random.Generator) -> Image.Image:
    file = io.BytesIO()
    image.save(file, "JPEG", quality=int(rng.integers(40, 96)))
    return Image.open(file).convert("RGB")


STEPS: tuple[Step, ...] = (blur, there_and_back, noise, jpeg)
