"""Super-resolution's measures and MATLAB's bicubic resizing, in float64 NumPy.

They follow SwinIR's main_test_swinir.py: luma of BT.601 in 16-235 without rounding, a border left out, SSIM by Wang et
al. (IEEE TIP 13(4), 2004). Images are uint8 [H, W, 3].
"""

import numpy as np

LUMA = np.array([65.481, 128.553, 24.966])


def luma(image: np.ndarray) -> np.ndarray:
    return image.astype(np.float64) @ LUMA / 255 + 16


def crop_border(image: np.ndarray, border: int) -> np.ndarray:
    return image[border : image.shape[0] - border, border : image.shape[1] - border]


def psnr_db(a: np.ndarray, b: np.ndarray) -> float:
    difference = a.astype(np.float64) - b.astype(np.float64)
    return float(20 * np.log10(255 / np.sqrt(np.mean(difference**2))))


def psnr_y_db(a: np.ndarray, b: np.ndarray, border: int) -> float:
    return psnr_db(crop_border(luma(a), border), crop_border(luma(b), border))


def psnr_rgb_db(a: np.ndarray, b: np.ndarray, border: int) -> float:
    return psnr_db(crop_border(a, border), crop_border(b, border))


def ssim_y(a: np.ndarray, b: np.ndarray, border: int) -> float:
    """Mean over the places where the 11x11 Gaussian window (sigma 1.5) fits."""
    x, y = crop_border(luma(a), border), crop_border(luma(b), border)
    mean_x, mean_y = filter_gaussian(x), filter_gaussian(y)
    variance_x = filter_gaussian(x * x) - mean_x**2
    variance_y = filter_gaussian(y * y) - mean_y**2
    covariance = filter_gaussian(x * y) - mean_x * mean_y
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    above = (2 * mean_x * mean_y + c1) * (2 * covariance + c2)
    below = (mean_x**2 + mean_y**2 + c1) * (variance_x + variance_y + c2)
    return float(np.mean(above / below))


def filter_gaussian(plane: np.ndarray) -> np.ndarray:
    kernel = np.exp(-((np.arange(11) - 5) ** 2) / (2 * 1.5**2))
    kernel /= kernel.sum()
    for axis in (0, 1):
        plane = np.lib.stride_tricks.sliding_window_view(plane, 11, axis) @ kernel
    return plane


def resize_bicubic(image: np.ndarray, scale: float, round_between: bool) -> np.ndarray:
    """imresize(image, scale, 'bicubic'), rows first; `round_between` rounds after the first pass too, as imresize does."""
    tall = resize_matrix(image.shape[0], scale) @ image.reshape(image.shape[0], -1).astype(np.float64)
    tall = tall.reshape(-1, *image.shape[1:])
    wide = np.einsum("ow,hwc->hoc", resize_matrix(image.shape[1], scale), round_pixels(tall) if round_between else tall)
    return round_pixels(wide).astype(np.uint8)


def round_pixels(values: np.ndarray) -> np.ndarray:
    return np.floor(np.clip(values, 0, 255) + 0.5)


def resize_matrix(length: int, scale: float) -> np.ndarray:
    """Row i holds the weights of the input samples in output sample i: Keys' kernel, a = -0.5, mirrored edges."""
    count, shrink = int(np.ceil(length * scale)), min(scale, 1.0)
    weights = np.zeros((count, length))
    for out in range(count):
        centre = (out + 0.5) / scale - 0.5
        taps = np.arange(np.floor(centre - 2 / shrink), np.floor(centre + 2 / shrink) + 2).astype(int)
        values = keys_kernel(shrink * (centre - taps))
        folded = np.mod(taps, 2 * length)
        np.add.at(weights[out], np.where(folded < length, folded, 2 * length - 1 - folded), values / values.sum())
    return weights


def keys_kernel(x: np.ndarray) -> np.ndarray:
    d = np.abs(x)
    near, far = 1.5 * d**3 - 2.5 * d**2 + 1, -0.5 * d**3 + 2.5 * d**2 - 4 * d + 2
    return np.where(d <= 1, near, np.where(d <= 2, far, 0.0))
