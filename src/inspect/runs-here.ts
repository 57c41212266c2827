import type { Model } from '../coreml/model.js';
import type { ModelFiles } from '../coreml/package.js';
import { layerFamilies } from '../mil/network/index.js';
import { openFunction } from '../mil/open-model.js';
import type { OpenedModel } from '../mil/open-model.js';
import { readProgram } from '../mil/read-program.js';
import { Unsupported } from '../mil/unsupported.js';
import { Problem } from '../problem.js';
import { hostPredictorFor } from '../runtime/index.js';
import { imageTensorFlaw } from '../runtime/picture-feature.js';
import { families } from '../runtime/lower/index.js';

/** Whether this machine, and so a virtual iPhone, runs a model; if not, why, a clause each. */
export type RunsHere = { readonly runs: true } | { readonly runs: false; readonly reasons: readonly string[] };

/** Tries every function of a model, as far as a prediction would be the next step. */
export async function runsHere(opened: OpenedModel): Promise<RunsHere> {
  const { files, model } = opened;
  const names = Object.keys(model.functions);
  const reasons: string[] = [];
  for (const name of names.length > 1 ? names : [undefined]) {
    const one = name === undefined ? opened : openFunction(opened, name);
    const found = [
      ...new Set([...model.states.map((state) => `state ${state.name}`), ...unknownParts(files, one.model)]),
    ];
    const told = found.length > 0 ? found : await whyNotLoaded(one);
    reasons.push(...told.map((reason) => (name === undefined ? reason : `function ${name}: ${reason}`)));
  }
  return reasons.length === 0 ? { runs: true } : { runs: false, reasons };
}

const operations = new Set(Object.values(families).flatMap((family) => Object.keys(family)));
const layers = new Set(Object.values(layerFamilies).flatMap((family) => Object.keys(family)));

/** Operations and layers that the runtime does not have, each with where it first occurs. */
function unknownParts(files: ModelFiles, model: Model): string[] {
  switch (model.type) {
    case 'pipeline':
      return model.stages.flatMap((stage, index) =>
        unknownParts(files, stage).map((part) => `part ${String(index + 1)} of the pipeline: ${part}`),
      );
    case 'neuralNetwork':
      return unknownLayers(model);
    case 'mlProgram':
      return unknownOperations(files, model);
    case 'other':
      return [`a model of the kind ${model.kind}`];
  }
}

function unknownLayers({ network }: Model): string[] {
  const unknown = new Map<string, string>();
  for (const layer of network?.layers ?? []) {
    const kind = layer.layer ?? 'of an unknown kind';
    if (layers.has(kind)) continue;
    const what = kind === 'custom' ? `custom layer of the class ${classOf(layer[kind])}` : `layer ${kind}`;
    if (!unknown.has(what)) unknown.set(what, `${what} (${layer.name})`);
  }
  return [...unknown.values()];
}

const classOf = (custom: unknown): string =>
  typeof custom === 'object' && custom !== null && 'className' in custom && typeof custom.className === 'string'
    ? custom.className
    : 'that the file does not name';

function unknownOperations(files: ModelFiles, model: Model): string[] {
  try {
    const unknown = new Map<string, string>();
    for (const { type, outputs } of readProgram(files, model).operations) {
      if (operations.has(type) || unknown.has(type)) continue;
      unknown.set(type, `op ${type} (${outputs[0]?.name ?? 'without an output'})`);
    }
    return [...unknown.values()];
  } catch (error) {
    if (error instanceof Unsupported) return [error.message];
    throw error;
  }
}

/** Of a form that the runtime does not have, although it has the operation. */
async function whyNotLoaded(opened: OpenedModel): Promise<string[]> {
  try {
    const predictor = await hostPredictorFor(opened, { threads: 1 });
    await predictor.release();
    return noImages(opened);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return [error.message.replace(`${opened.files.path} cannot run on the host: `, '')];
  }
}

/** Outputs that the description calls images, and whose tensors are none: no prediction gives them, on a phone or here. */
function noImages({ model, program }: OpenedModel): string[] {
  const values = program?.operations.flatMap(({ outputs }) => outputs) ?? [];
  return model.outputs.flatMap(({ name, type }) => {
    const shape = values.find((value) => value.name === name)?.shape;
    if (type.kind !== 'image' || shape === undefined) return [];
    const isOpen = shape.length === 4 && shape.slice(0, 2).includes(undefined);
    const flaw = isOpen ? undefined : imageTensorFlaw(name, type.colour, shape);
    return flaw === undefined ? [] : [`output ${flaw}`];
  });
}
