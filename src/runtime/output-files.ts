import { Problem } from '../problem.js';
import type { FeatureDescription } from '../coreml/feature.js';
import { colourPicture } from '../image/chroma.js';
import { writePng } from '../image/files.js';
import { windowAt } from '../image/rgb.js';
import type { Rgb8 } from '../image/rgb.js';
import type { Enlargement } from '../image/assemble.js';
import { possibleEnlargements, shownEnlargement } from './enlargement.js';
import { isNpy } from './input-files.js';
import type { PictureInput } from './input-files.js';
import { writeNpy } from './npy.js';
import { imageTensorFlaw, pictureFeature } from './picture-feature.js';
import type { ArrayRange } from './picture-feature.js';
import { pixelsFromTensor } from './pixels.js';
import type { HostPredictor } from './host.js';
import type { Tensor } from './predictor.js';

/** What an output was made of, where the only input was a picture. */
export interface OutputSource {
  readonly predictor: Pick<HostPredictor, 'predict' | 'release' | 'losesSides'>;
  readonly picture: PictureInput | undefined;
  /** The values of floating-point arrays from black to white. */
  readonly range: ArrayRange | undefined;
}

/**
 * Writes an output: a picture as .png, in bytes as a phone would make them, or what the tensor holds as .npy, of an image
 * [H, W, C]. Luma gets the chroma of the picture it was made of. Throws a Problem for an output that is no picture.
 */
export async function writeOutput(
  feature: FeatureDescription,
  path: string,
  tensor: Tensor,
  source?: OutputSource,
): Promise<void> {
  const { name, type } = feature;
  refuseNoImage(feature, tensor);
  if (isNpy(path)) {
    writeNpy(path, type.kind === 'image' ? interleaved(type.colour === 'bgr', tensor) : tensor);
    return;
  }
  const offered =
    type.kind === 'image' ? 'an image; name a .png or .npy file' : 'an array; name a .npy file, or a .png';
  if (!/\.png$/i.test(path)) throw new Problem(`${path}: output ${name} is ${offered}`);
  const asByte = type.kind === 'image' && type.colour === 'gray16' ? { ...type, colour: 'gray' as const } : type;
  const picture = pictureFeature({ name, type: asByte }, tensor.shape, source?.range);
  if (typeof picture === 'string') throw new Problem(`${path}: output ${picture}; name a .npy file`);
  const made = pixelsFromTensor(picture, tensor);
  const from = source?.picture;
  if (source === undefined || picture.channels === 3 || from?.feature.channels !== 1) return writePng(path, made);
  const { predictor } = source;
  const possible = possibleEnlargements(from.feature, picture);
  const [likeliest] = possible;
  const isOpen = likeliest !== undefined && (likeliest.inset > 0 || predictor.losesSides);
  const enlargement = isOpen ? await shownEnlargement(predictor, from.feature, picture, possible) : likeliest;
  await writePng(path, enlargement ? coloured(made, from.image, enlargement) : made);
}

/** Throws a Problem for an image output whose tensor is none, which Core ML does not give either. */
export function refuseNoImage({ name, type }: FeatureDescription, { shape }: Tensor): void {
  const flaw = type.kind === 'image' ? imageTensorFlaw(name, type.colour, shape) : undefined;
  if (flaw !== undefined) throw new Problem(`output ${flaw}`);
}

/** The part of the picture that the network shows, in colour. */
function coloured(grey: Rgb8, image: Rgb8, { scale, inset }: Enlargement): Rgb8 {
  if (inset === 0) return colourPicture(image, grey, scale);
  // Chroma is enlarged with what lies around it, then cut.
  const whole = { width: image.width * scale, height: image.height * scale };
  const framed = windowAt(grey, -inset * scale, -inset * scale, whole);
  return windowAt(colourPicture(image, framed, scale), inset * scale, inset * scale, grey);
}

/** An image's planes as [H, W, C]. */
function interleaved(isBgr: boolean, { shape, data }: Tensor): Tensor {
  const [, channels = 3, height = 0, width = 0] = shape;
  const pixels = width * height;
  const out = new Float32Array(pixels * channels);
  for (let at = 0; at < out.length; at++) {
    const channel = at % channels;
    const plane = isBgr ? channels - 1 - channel : channel;
    out[at] = data[plane * pixels + Math.floor(at / channels)] ?? 0;
  }
  return { shape: [height, width, channels], data: out };
}
