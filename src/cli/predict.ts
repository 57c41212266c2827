import type { CommandModule } from 'yargs';
import { Problem } from '../problem.js';
import { elementCount } from '../mil/constant.js';
import { ownValue } from '../coreml/own-value.js';
import type { Size } from '../image/rgb.js';
import { tensorFromFile, writeTensor } from '../runtime/feature-files.js';
import { hostPredictor } from '../runtime/index.js';
import type { Tensor } from '../runtime/index.js';

interface Args {
  model: string;
  input: string[];
  output: string[];
  function?: string | undefined;
  size?: string | undefined;
}

/** `predict`: one prediction of a Core ML model on this machine. */
export const predict: CommandModule<object, Args> = {
  command: 'predict <model>',
  describe: 'Run a Core ML model on this machine, in float32: files in, files out',
  builder: (yargs) =>
    yargs
      .positional('model', { type: 'string', demandOption: true, describe: '.mlpackage or .mlmodel' })
      .option('input', { type: 'string', array: true, default: [], describe: 'NAME=FILE: PNG, JPEG or .npy' })
      .option('output', { type: 'string', array: true, default: [], describe: 'NAME=FILE: .png or .npy' })
      .option('function', { type: 'string', describe: 'Function of a multifunction package' })
      .option('size', { type: 'string', describe: 'WIDTHxHEIGHT an image is continued to, by its mirror image' })
      .example('$0 predict models/plain-x2-fp16-64.mlpackage --input image=in.png --output upscaled=out.png', ''),
  async handler({ model: path, input, output, function: functionName, size }) {
    const [given, wanted] = [assignments(input, 'input'), assignments(output, 'output')];
    const window = size === undefined ? undefined : sizeOf(size);
    const predictor = await hostPredictor(path, functionName === undefined ? {} : { functionName });
    const { model } = predictor;
    const { inputs, outputs } = ownValue(model.interfaces, functionName ?? model.defaultFunction) ?? model;
    const tensors: Record<string, Tensor> = {};
    for (const feature of inputs) {
      const file = given.get(feature.name) ?? missing(path, 'input', feature.name);
      tensors[feature.name] = await tensorFromFile(feature, file, window);
    }
    onlyKnown(path, 'input', given, inputs);
    onlyKnown(path, 'output', wanted, outputs);
    const made = await predictor.predict(tensors);
    for (const feature of outputs) {
      const tensor = made[feature.name];
      if (tensor === undefined) continue;
      const file = wanted.get(feature.name);
      if (file !== undefined) await writeTensor(feature, file, tensor);
      console.log(`${feature.name}  ${summary(tensor)}${file === undefined ? '' : `  ${file}`}`);
    }
    await predictor.release();
  },
};

function assignments(texts: readonly string[], option: string): Map<string, string> {
  return new Map(
    texts.map((text) => {
      const [, name, file] = /^([^=]+)=(.+)$/.exec(text) ?? [];
      if (name === undefined || file === undefined) throw new Problem(`--${option} ${text} is not NAME=FILE`);
      return [name, file];
    }),
  );
}

function sizeOf(text: string): Size {
  const [, width, height] = /^([1-9]\d{0,4})x([1-9]\d{0,4})$/.exec(text) ?? [];
  if (width === undefined || height === undefined) throw new Problem(`--size ${text} is not WIDTHxHEIGHT in pixels`);
  return { width: Number(width), height: Number(height) };
}

function missing(path: string, option: string, name: string): never {
  throw new Problem(`${path} takes ${name}; give it with --${option} ${name}=FILE`);
}

function onlyKnown(
  path: string,
  option: string,
  named: ReadonlyMap<string, string>,
  features: readonly { readonly name: string }[],
): void {
  const names = features.map(({ name }) => name);
  const unknown = [...named.keys()].find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Problem(`${path} has no ${option} ${unknown}; it has ${names.join(', ')}`);
}

function summary({ shape, data }: Tensor): string {
  let [low, high, total] = [Infinity, -Infinity, 0];
  for (const value of data) {
    low = Math.min(low, value);
    high = Math.max(high, value);
    total += value;
  }
  const mean = total / elementCount(shape);
  return `[${shape.join(', ')}]  ${[low, mean, high].map((value) => value.toPrecision(6)).join(' .. ')}`;
}
