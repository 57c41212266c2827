import { readModel } from '../coreml/model.js';
import type { Model } from '../coreml/model.js';
import { openModel } from '../coreml/package.js';
import type { ModelFiles } from '../coreml/package.js';
import { ownValue } from '../coreml/own-value.js';
import type { Program } from './program.js';
import { readProgram } from './read-program.js';
import { Unsupported } from './unsupported.js';

/** A model file, opened: its files, its description and the operations of its default function. */
export interface OpenedModel {
  readonly files: ModelFiles;
  readonly model: Model;
  /** Undefined for a model of a kind that rezbench does not run. */
  readonly program: Program | undefined;
}

/** Opens a model and reads its default function. Throws a Problem for a damaged package. */
export function openProgram(path: string): OpenedModel {
  const files = openModel(path);
  return withProgram(files, readModel(files));
}

/** The opened model as if another of its functions were the default one; its files are not read again. */
export function openFunction({ files, model }: OpenedModel, name: string): OpenedModel {
  const { inputs, outputs } = ownValue(model.interfaces, name) ?? model;
  return withProgram(files, { ...model, inputs, outputs, defaultFunction: name });
}

function withProgram(files: ModelFiles, model: Model): OpenedModel {
  try {
    return { files, model, program: readProgram(files, model) };
  } catch (error) {
    if (error instanceof Unsupported) return { files, model, program: undefined };
    throw error;
  }
}
