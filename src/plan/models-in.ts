import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { statOf, unreadable } from '../coreml/not-a-model.js';
import { Problem } from '../problem.js';
import type { LeftOut } from './sweep.js';

/** What a folder holds: models, by their names, and what looks like one without being one. */
export interface ModelsIn {
  /** Absolute, sorted. What is in them is not looked at. */
  readonly paths: string[];
  readonly leftOut: readonly LeftOut[];
}

/** Lists the models of a folder. Throws a Problem when it is no folder, or has no model. */
export function modelsIn(folder: string): ModelsIn {
  const names = namesIn(folder).sort();
  const lookalikes = names.flatMap((file) => {
    const reason = whyNoModel(file);
    return reason === undefined ? [] : [{ file, reason }];
  });
  const others = names.filter((name) => isOther(name) && !lookalikes.some(({ file }) => file === name));
  const leftOut = [...lookalikes, ...namedOthers(folder, others)];
  const passedOver = new Set(leftOut.map(({ file }) => file));
  const models = names.filter((name) => /\.(mlpackage|mlmodel)$/.test(name) && !passedOver.has(name));
  if (models.length > 0) return { paths: models.map((name) => resolve(join(folder, name))), leftOut };
  const beside = leftOut
    .filter(({ reason }) => reason !== noModel)
    .map(({ file, reason }) => ` (${file}: ${reason})`)
    .join('');
  throw new Problem(`${folder} contains no .mlpackage and no .mlmodel${beside}; name a folder of models as --models`);
}

function namesIn(folder: string): string[] {
  if (!statOf(folder).isDirectory()) {
    throw new Problem(`${folder} is a file; name the folder that it lies in as --models`);
  }
  if (existsSync(join(folder, 'Manifest.json')) || /\.mlmodelc\/*$/.test(folder)) {
    throw new Problem(`${folder} is one model; name the folder that it lies in as --models`);
  }
  try {
    return readdirSync(folder);
  } catch (error) {
    throw unreadable(folder, error);
  }
}

/** What lies beside models without looking like one. What is hidden is nobody's model, and variants.yaml is read. */
const isOther = (name: string): boolean =>
  !/\.(mlpackage|mlmodel)$/.test(name) && !name.startsWith('.') && name !== 'variants.yaml';

/** So many are named one by one: a folder may also hold all photographs of somebody's life. */
const mostNamed = 5;

function namedOthers(folder: string, names: readonly string[]): LeftOut[] {
  const rest = names.slice(mostNamed);
  return [
    ...names.slice(0, mostNamed).map((file) => ({ file, reason: whyNone(join(folder, file)) })),
    ...(rest.length === 0 ? [] : [{ file: `what else is in ${folder} (${String(rest.length)})`, reason: 'no models' }]),
  ];
}

const noModel = 'no .mlpackage and no .mlmodel';
const foreign = /\.(onnx|pt|pth|ckpt|safetensors|tflite|h5|hdf5|keras|pb|gguf)$/i;

function whyNone(path: string): string {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) {
    return 'a folder, which is not searched for models; name it as --models to sweep it';
  }
  if (foreign.test(path)) return 'a model in another format; convert it to Core ML with coremltools';
  return noModel;
}

/** Undefined for a model, and for a file that nobody would take for one. */
function whyNoModel(name: string): string | undefined {
  if (name.startsWith('._')) return 'an AppleDouble file, which macOS writes beside a file';
  if (/\.mlmodelc$/.test(name)) return 'a compiled model; add the .mlpackage or .mlmodel that it was compiled from';
  if (/\.(zip|tar|tgz|tar\.gz)$/i.test(name)) return 'an archive; unpack it';
  if (/^\..*\.(mlpackage|mlmodel)$/.test(name)) return 'hidden; rename it if it is to be swept';
  return /\.(mlpackage|mlmodel)$/i.test(name) && !/\.(mlpackage|mlmodel)$/.test(name)
    ? 'not called .mlpackage or .mlmodel in small letters; rename it'
    : undefined;
}
