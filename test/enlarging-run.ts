import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Rgb8 } from '../src/image/rgb.js';
import { openProgram } from '../src/mil/open-model.js';
import { findImageFunctions } from '../src/plan/image-functions.js';
import { truthKey } from '../src/plan/plan.js';
import type { Plan, Reference } from '../src/plan/plan.js';
import { rawOutputFile } from '../src/results/run-folder.js';
import type { RunFolder } from '../src/results/run-folder.js';
import { enlarged, finished, plannedLaunch, planOf, session, started, writeRun } from './hand-made-run.js';
import { flexibleModel } from './models/flexible.js';
import { mil, weightFile, writeSample } from './models/sample.js';

/** An image of a run, all that its figures derive from, and where it lies. */
export interface EnlargedPicture {
  readonly name: string;
  /** The name of the only launch that enlarged it. */
  readonly launch: string;
  readonly output: Rgb8;
  readonly outputSha256: string;
  readonly truth: Rgb8;
  readonly truthFile: string;
  readonly input: Rgb8;
  readonly inputFile: string;
  readonly referencePackage: string;
  /** What the reference multiplies each pixel by before it repeats the pixel twice along both axes. */
  readonly gain: number;
}

export interface EnlargingRun {
  readonly folder: RunFolder;
  /** Beside the run, as in a results folder. */
  readonly referenceCache: string;
  readonly pictures: readonly [EnlargedPicture, EnlargedPicture];
}

/**
 * Writes a run that enlarged two images on one phone, each in a launch and with a reference of its own. The outputs are
 * there, raw, and nothing is judged. `makeOutput` says what the phone made in place of an image near the truth, and `gains`
 * what the references multiply by; with `own`, the variants are their own references; `asked` joins the plan.
 */
export async function writeEnlargingRun(
  results: string,
  makeOutput: (truth: Rgb8, input: Rgb8) => Rgb8 = (truth) => changed(truth),
  {
    gains = [1, 0.5],
    own = true,
    asked = {},
  }: {
    readonly gains?: readonly [number, number];
    readonly own?: boolean;
    readonly asked?: Partial<Plan>;
  } = {},
): Promise<EnlargingRun> {
  const pictures = [
    await picture(results, 'butterfly', gains[0], makeOutput),
    await picture(results, 'bird', gains[1], makeOutput),
  ] as const;
  const plain = planOf([], []);
  const plan = planOf(
    [],
    pictures.map(({ name, launch, input }) => {
      const job = {
        ...plannedLaunch(launch).job,
        images: { [name]: { path: `images/${name}.rgb`, ...sizeOf(input) } },
      };
      return plannedLaunch(launch, { kind: 'quality', variant: name, job });
    }),
    {
      variants: plain.variants.flatMap((variant) =>
        pictures.map(({ name, reference: { sha256 } }) => ({ ...variant, name, ...(own && { sha256 }) })),
      ),
      ...asked,
      references: Object.fromEntries(pictures.map(({ name, reference }) => [name, reference])),
      packages: Object.fromEntries(
        pictures.map(({ reference, referencePackage }) => [reference.sha256, referencePackage]),
      ),
      sources: Object.fromEntries(pictures.map(({ name, inputFile }) => [`images/${name}.rgb`, inputFile])),
      truths: Object.fromEntries(
        pictures.map(({ name, truth, truthFile }) => [truthKey(2, name), { source: truthFile, ...sizeOf(truth) }]),
      ),
    },
  );
  const folder = writeRun(
    join(results, 'run'),
    plan,
    [session(), ...pictures.flatMap(({ launch }) => [started(launch), finished(launch, { status: 'ok' })])],
    Object.fromEntries(
      pictures.map(({ name, launch, outputSha256 }) => [
        launch,
        enlarged(launch, [{ image: name, output: outputSha256 }]).events,
      ]),
    ),
  );
  mkdirSync(join(folder.path, 'outputs'), { recursive: true });
  for (const { output, outputSha256 } of pictures) writeFileSync(rawOutputFile(folder, outputSha256), output.data);
  return { folder, referenceCache: join(results, '.references'), pictures };
}

async function picture(
  results: string,
  name: string,
  gain: number,
  makeOutput: (truth: Rgb8, input: Rgb8) => Rgb8,
): Promise<EnlargedPicture & { readonly reference: Reference }> {
  const seed = Number.isFinite(gain) ? gain : 1;
  const input = pattern(64, seed * 100);
  const truth = pattern(128, seed * 200);
  const output = makeOutput(truth, input);
  const referencePackage = writeSample(join(results, 'models', `${name}.mlpackage`), {
    ...flexibleModel(),
    weights: diagonal(gain),
  });
  const opened = openProgram(referencePackage);
  const support = await findImageFunctions(opened);
  if (!support.sweepable) throw new Error(support.reason);
  return {
    name,
    launch: `q-${name}`,
    output,
    outputSha256: sha256Of(output.data),
    truth,
    truthFile: store(results, truth),
    input,
    inputFile: store(results, input),
    referencePackage,
    gain,
    reference: { sha256: opened.files.sha256, entries: support.functions },
  };
}

/** A square image with something in every place; the seed sets one apart from another. */
function pattern(side: number, seed: number): Rgb8 {
  const data = Uint8Array.from({ length: side * side * 3 }, (_, index) => (index * 31 + (index >> 5) * seed) % 251);
  return { width: side, height: side, data };
}

const changed = ({ data, ...size }: Rgb8): Rgb8 => ({
  ...size,
  data: data.map((value, index) => Math.min(255, value + (index % 7))),
});

/** The weights of a 1x1 convolution that multiplies each of three channels. */
const diagonal = (gain: number): Uint8Array =>
  weightFile(mil.fp32, new Uint8Array(Float32Array.of(gain, 0, 0, 0, gain, 0, 0, 0, gain).buffer));

function store(results: string, { data }: Rgb8): string {
  const folder = join(results, '.inputs');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${sha256Of(data)}.rgb`);
  writeFileSync(file, data);
  return file;
}

const sizeOf = ({ width, height }: Rgb8): { width: number; height: number } => ({ width, height });

export const sha256Of = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex');
