import { readModel } from '../coreml/model.js';
import type { Model } from '../coreml/model.js';
import { openModel } from '../coreml/package.js';
import type { ModelFiles } from '../coreml/package.js';
import type { Program } from './program.js';
import { readProgram } from './read-program.js';
import { Unsupported } from './unsupported.js';

/** A model file, opened: its files, its description and the operations of its default function. */
export interface OpenedModel {
  readonly files: ModelFiles;
  readonly model: Model;
  readonly program: Program | undefined;
}

/** Opens a model and reads its default function, unless it is of a kind that rezbench does not know. */
export function openProgram(path: string): OpenedModel {
  const files = openModel(path);
  const model = readModel(files);
  return { files, model, program: knownProgram(files, model) };
}

function knownProgram(files: ModelFiles, model: Model): Program | undefined {
  try {
    return readProgram(files, model);
  } catch (error) {
    if (error instanceof Unsupported) return undefined;
    throw error;
  }
}
