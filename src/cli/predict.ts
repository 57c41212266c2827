import { Problem } from '../problem.js';
import { elementCount } from '../mil/constant.js';
import { readModel } from '../coreml/model.js';
import { openModel } from '../coreml/package.js';
import type { Variant } from '../plan/catalogue.js';
import { inputFromFile, isNpy } from '../runtime/input-files.js';
import type { PictureInput } from '../runtime/input-files.js';
import { refuseNoImage, writeOutput } from '../runtime/output-files.js';
import { outputNotes } from '../runtime/output-notes.js';
import { arithmetics, explainHalfLoss, watchedPredictorFor } from '../runtime/index.js';
import type { Arithmetic, FeatureValue, Tensor } from '../runtime/index.js';
import { refuseMissingFiles, refuseUnwritable } from './predict-files.js';
import type { Command } from './command.js';

interface Args {
  model: string;
  input: string[];
  output: string[];
  function?: string | undefined;
  size?: string | undefined;
  arithmetic: Arithmetic;
}

/** `predict`: runs one prediction of a Core ML model on this machine. */
export const predict: Command<Args> = {
  builder: (yargs) =>
    yargs
      .positional('model', { type: 'string', demandOption: true, describe: '.mlpackage or .mlmodel' })
      .option('input', {
        type: 'string',
        array: true,
        default: [],
        describe: 'NAME=FILE: PNG, JPEG, WebP, TIFF or .npy',
      })
      .option('output', { type: 'string', array: true, default: [], describe: 'NAME=FILE: .png or .npy' })
      .option('function', { type: 'string', describe: 'Name of a function in a multifunction package' })
      .option('arithmetic', {
        choices: arithmetics,
        default: 'fp32' as const,
        describe: 'fp16 rounds every half-precision value of a program to what it can hold',
      })
      .option('size', { type: 'string', describe: 'WIDTHxHEIGHT: extend images to this size with their mirror image' }),
  async handler({ model: path, input, output, function: functionName, size, arithmetic }) {
    const inputFiles = parseAssignments(input, 'input');
    const outputFiles = parseAssignments(output, 'output');
    const window = size === undefined ? undefined : (await import('./size.js')).sizeOption(size);
    refuseMissingFiles(inputFiles);
    const files = openModel(path);
    const predictor = await watchedPredictorFor(
      { files, model: readModel(files) },
      { arithmetic, ...(functionName !== undefined && { functionName }) },
    );
    const { inputs, outputs } = predictor.features;
    refuseUnknown(path, 'input', inputFiles, inputs);
    refuseUnknown(path, 'output', outputFiles, outputs);
    refuseUnwritable(outputFiles, outputs);
    const range = [...inputs, ...outputs].some(({ type }) => type.kind === 'array') ? await rangeOf(path) : undefined;
    const tensors: Record<string, Tensor> = {};
    const pictures: PictureInput[] = [];
    for (const feature of inputs) {
      if (feature.optional && !inputFiles.has(feature.name)) continue;
      const file = inputFiles.get(feature.name) ?? refuseMissing(path, feature.name);
      const read = await inputFromFile(feature, file, range, window);
      tensors[feature.name] = read.tensor;
      if (read.picture === undefined) continue;
      pictures.push(read.picture);
      sayHowRead(file, read.picture, read.tensor);
    }
    const predicted = await predictor.predictFeatures(tensors);
    for (const loss of predictor.lossesIn(tensorsIn(predicted))) {
      console.error(`rezbench: in half precision ${explainHalfLoss(loss)}`);
    }
    const picture = inputs.length === 1 ? pictures[0] : undefined;
    for (const feature of outputs) {
      const value = predicted[feature.name];
      if (value === undefined) continue;
      if (value.kind !== 'tensor') {
        console.log(`${feature.name}  ${formatLabels(value)}`);
        continue;
      }
      const { tensor } = value;
      const file = outputFiles.get(feature.name);
      refuseNoImage(feature, tensor);
      if (file !== undefined) await writeOutput(feature, file, tensor, { predictor, picture, range });
      const isDrawn = file !== undefined && !isNpy(file);
      for (const note of outputNotes(feature, tensor, { picture, range, isDrawn })) console.error(`rezbench: ${note}`);
      console.log(`${feature.name}  ${formatTensor(tensor)}${file === undefined ? '' : `  ${file}`}`);
    }
    await predictor.release();
  },
};

/** The values of arrays from black to white, where the catalogue says so. */
async function rangeOf(path: string): Promise<Variant['arrayRange']> {
  const { findVariant, readCatalogue } = await import('../plan/catalogue.js');
  const { shipped } = await import('../plan/shipped.js');
  return findVariant(path, readCatalogue(shipped.catalogue), '').arrayRange;
}

const tensorsIn = (features: Readonly<Record<string, FeatureValue>>): Record<string, Tensor> =>
  Object.fromEntries(
    Object.entries(features).flatMap(([name, value]) => (value.kind === 'tensor' ? [[name, value.tensor]] : [])),
  );

function parseAssignments(texts: readonly string[], option: string): Map<string, string> {
  return new Map(
    texts.map((text) => {
      const [, name, file] = /^([^=]+)=(.+)$/.exec(text) ?? [];
      if (name === undefined || file === undefined) throw new Problem(`--${option} ${text} is not NAME=FILE`);
      return [name, file];
    }),
  );
}

/** Which numbers a picture became, where the model's file does not say so, and what was lost of it. */
function sayHowRead(file: string, { feature, note }: PictureInput, { shape }: Tensor): void {
  const [low, high] = feature.range;
  const levels = `${feature.channels === 1 ? 'luma' : 'colours'} from ${String(low)} to ${String(high)}`;
  if (feature.kind === 'array') console.log(`${feature.name}  [${shape.join(', ')}]  ${file} as ${levels}`);
  if (note !== undefined) console.error(`rezbench: ${note}`);
}

function refuseMissing(path: string, name: string): never {
  throw new Problem(`${path} needs input ${name}; add --input ${name}=FILE`);
}

function refuseUnknown(
  path: string,
  option: string,
  named: ReadonlyMap<string, string>,
  features: readonly { readonly name: string }[],
): void {
  const names = features.map(({ name }) => name);
  const unknown = [...named.keys()].find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Problem(`${path} has no ${option} ${unknown}; use one of ${names.join(', ')}`);
}

/** The label, or the labels of the highest probabilities. */
function formatLabels(value: Exclude<FeatureValue, { kind: 'tensor' }>): string {
  if (value.kind === 'label') return String(value.label);
  const ranked = [...value.probabilities].sort(([, a], [, b]) => b - a);
  const shown = ranked
    .slice(0, shownLabels)
    .map(([label, probability]) => `${String(label)} ${probability.toFixed(4)}`);
  const more = ranked.length - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` and ${String(more)} more` : ''}`;
}

const shownLabels = 10;

function formatTensor({ shape, data }: Tensor): string {
  let [low, high, total] = [Infinity, -Infinity, 0];
  for (const value of data) {
    low = Math.min(low, value);
    high = Math.max(high, value);
    total += value;
  }
  const mean = total / elementCount(shape);
  return `[${shape.join(', ')}]  ${[low, mean, high].map((value) => value.toPrecision(6)).join(' .. ')}`;
}
