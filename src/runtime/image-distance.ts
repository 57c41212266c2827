import { createHash } from 'node:crypto';
import * as ort from 'onnxruntime-node';
import { inFull, mostBytes } from '../bounds/bounds.js';
import { readFileWithin } from '../bounds/read-file.js';
import { assertNever } from '../contract/outcome.js';
import type { FigureOrWhy } from '../image/perceptual.js';
import type { Rgb8, Size } from '../image/rgb.js';
import { Problem } from '../problem.js';

/** A network that says how different two images are, such as LPIPS. */
export interface ImageDistance {
  /** Of the ONNX file. */
  readonly sha256: string;
  /** Or why there is none: a clause without a full stop. */
  between(image: Rgb8, truth: Rgb8): Promise<FigureOrWhy>;
  release(): Promise<void>;
}

/** What an input has to be: undefined sides are free. */
interface Pictures {
  readonly names: readonly [string, string];
  readonly width: number | undefined;
  readonly height: number | undefined;
}

/** What came of one pair of images. */
type Ran =
  | { readonly kind: 'number'; readonly figure: number }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'values'; readonly count: number };

/** Of more, what the layers of such a network hold takes several gigabytes. */
const mostPixels = 2 ** 22;

/** Pixels a side of the images that a network whose inputs have no size is tried on. */
const trySide = 64;

/**
 * Opens an ONNX file with two inputs, 1 x 3 x height x width in float32, RGB from `range[0]` for black to `range[1]` for white
 * (the first is the image, the second the true one), and with one number as its output. Tries it on a pair of images. Throws a
 * Problem for a file that is none.
 */
export async function openImageDistance(file: string, range: readonly [number, number]): Promise<ImageDistance> {
  const bytes = contentOf(file);
  const session = await ort.InferenceSession.create(bytes, {
    executionProviders: ['cpu'],
    // One thread, so that a figure does not depend on the machine's processors, and a run beside it has the others.
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    logSeverityLevel: 4,
  }).catch((error: unknown) => refuse(file, `ONNX Runtime does not load it (${firstLine(error)})`, error));
  const pictures = picturesOf(file, session);
  const run = async (image: Rgb8, truth: Rgb8): Promise<Ran> => {
    const [first, second] = pictures.names;
    const feeds = { [first]: tensorOf(image, range), [second]: tensorOf(truth, range) };
    try {
      const output = (await session.run(feeds))[session.outputNames[0] ?? ''];
      if (output?.size !== 1) return { kind: 'values', count: output?.size ?? 0 };
      return { kind: 'number', figure: Number(output.data[0]) };
    } catch (error) {
      return { kind: 'failed', error };
    }
  };
  await tryOn(file, run, { width: pictures.width ?? trySide, height: pictures.height ?? trySide });
  return {
    sha256: createHash('sha256').update(bytes).digest('hex'),
    async between(image, truth) {
      const why = whyNot(pictures, truth);
      return why === undefined ? figureOf(await run(image, truth), truth) : { why };
    },
    release: () => session.release(),
  };
}

function contentOf(file: string): Buffer {
  try {
    return readFileWithin(file, mostBytes.model.most);
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem(`${file} cannot be read; name an ONNX file that compares two images`, undefined, error);
  }
}

function picturesOf(file: string, { inputMetadata, inputNames, outputNames }: ort.InferenceSession): Pictures {
  const [first, second] = inputNames;
  if (first === undefined || second === undefined || inputNames.length !== 2) {
    refuse(file, `it has ${String(inputNames.length)} inputs`);
  }
  if (outputNames.length !== 1) refuse(file, `it has ${String(outputNames.length)} outputs`);
  const sides = inputMetadata.map((input) => {
    const shape = input.isTensor && input.type === 'float32' ? input.shape : [];
    const [batch, channels, height, width] = shape.map((side) =>
      typeof side === 'number' && side > 0 ? side : undefined,
    );
    if (shape.length !== 4 || (batch ?? 1) !== 1 || (channels ?? 3) !== 3) refuse(file, `${input.name} is no image`);
    return { height, width };
  });
  const [one, other] = sides;
  return { names: [first, second], width: one?.width ?? other?.width, height: one?.height ?? other?.height };
}

async function tryOn(file: string, run: (image: Rgb8, truth: Rgb8) => Promise<Ran>, size: Size): Promise<void> {
  const levels = (seed: number): Uint8Array =>
    Uint8Array.from({ length: size.width * size.height * 3 }, (_, index) => (index * seed) % 251);
  const ran = await run({ ...size, data: levels(31) }, { ...size, data: levels(37) });
  switch (ran.kind) {
    case 'failed':
      return refuse(file, `it does not take a pair of images (${firstLine(ran.error)})`, ran.error);
    case 'values':
      return refuse(file, `its output has ${inFull(ran.count)} values`);
    case 'number':
      if (!Number.isFinite(ran.figure)) refuse(file, 'what it gives for a pair of images is not finite');
      return;
    default:
      return assertNever(ran);
  }
}

/** The network has passed its trial, so what goes wrong now is about this pair: too small, too large, of a side it does not take. */
function figureOf(ran: Ran, { width, height }: Size): FigureOrWhy {
  const size = `${String(width)}x${String(height)}`;
  switch (ran.kind) {
    case 'failed':
      return { why: `the network fails on ${size} (${asClause(firstLine(ran.error))})` };
    case 'values':
      return { why: `the output of the network has ${inFull(ran.count)} values for ${size}, not one` };
    case 'number':
      if (Number.isFinite(ran.figure)) return { figure: ran.figure };
      return { why: `the network gives no finite number for ${size}` };
    default:
      return assertNever(ran);
  }
}

/** Warnings stand in one cell with `; ` between them. */
const asClause = (text: string): string => text.replaceAll(';', ',').replace(/[.\s]+$/, '');

function whyNot({ width: fixedWidth, height: fixedHeight }: Pictures, { width, height }: Size): string | undefined {
  if (width * height > mostPixels) return `a network compares at most ${inFull(mostPixels)} pixels here`;
  if ((fixedWidth ?? width) === width && (fixedHeight ?? height) === height) return undefined;
  const asked = `${String(fixedWidth ?? width)}x${String(fixedHeight ?? height)}`;
  return `the network takes ${asked}, and the image within its border is ${String(width)}x${String(height)}`;
}

function tensorOf({ width, height, data }: Rgb8, [black, white]: readonly [number, number]): ort.Tensor {
  const pixels = width * height;
  const planes = new Float32Array(pixels * 3);
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      planes[channel * pixels + pixel] = black + ((white - black) * (data[pixel * 3 + channel] ?? 0)) / 255;
    }
  }
  return new ort.Tensor('float32', planes, [1, 3, height, width]);
}

const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0]?.trim() ?? '';

function refuse(file: string, why: string, cause?: unknown): never {
  throw new Problem(
    `${file} is no network that compares two images: ${why}; give an ONNX file with two inputs of 1 x 3 x height x width in float32 and one number as its output`,
    undefined,
    cause,
  );
}
