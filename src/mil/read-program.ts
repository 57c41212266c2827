import { Problem } from '../problem.js';
import { classify } from './classification.js';
import { decompressions } from './compressed.js';
import { lazyConstant } from './constant.js';
import type { Constant } from './constant.js';
import { Contradiction } from './contradiction.js';
import type { Model } from '../coreml/model.js';
import type { RawFunction, RawOperation, RawType } from '../coreml/raw-program.js';
import { ownValue } from '../coreml/own-value.js';
import type { ModelFiles } from '../coreml/package.js';
import { joinStages } from './pipeline.js';
import { readConstant, readType } from './read-constant.js';
import { readNetwork } from './read-network.js';
import { Unsupported } from './unsupported.js';
import type { Classification, Operand, Operation, Program, TypedName } from './program.js';

/**
 * Reads the program of `functionName`, or of the model's default function. Neural networks and pipelines are translated
 * into programs too. The extent of every weight is checked here, so that a missing or cut weight.bin shows now. Throws a
 * Problem, or Unsupported for an unknown layer or type of model.
 */
export function readProgram(files: ModelFiles, model: Model, functionName = model.defaultFunction): Program {
  if (model.type !== 'mlProgram' && functionName !== model.defaultFunction) {
    throw new Problem(`${files.path} has no function ${functionName}; only an ML program has functions`);
  }
  const fail = (what: string): never => {
    throw new Problem(`${files.spec}: ${what}; copy the model again or convert it again`);
  };
  switch (model.type) {
    case 'mlProgram':
      return new ProgramReader(files).read(functionOf(files, model, functionName));
    case 'neuralNetwork':
      return explainContradictions(() => readNetwork(model), fail);
    case 'pipeline': {
      const stages = model.stages.map((stage) => readProgram(files, stage));
      return explainContradictions(() => joinStages(model, stages), fail);
    }
    case 'other':
      throw new Unsupported(`model type ${model.kind}`);
  }
}

function functionOf(files: ModelFiles, model: Model, functionName: string): RawFunction {
  const found = ownValue(model.functions, functionName);
  if (found !== undefined) return found;
  const names = Object.keys(model.functions).join(', ');
  throw new Problem(`${files.path} has no function ${functionName}; it has ${names}`);
}

class ProgramReader {
  readonly #files: ModelFiles;
  readonly #constants = new Map<string, Constant>();
  readonly #compressions: string[] = [];
  #classification: Classification | undefined;

  constructor(files: ModelFiles) {
    this.#files = files;
  }

  read(raw: RawFunction): Program {
    const block = ownValue(raw.blockSpecializations, raw.opset) ?? Object.values(raw.blockSpecializations)[0];
    if (block === undefined) throw this.#problem('the function has no operations; convert the model again');
    const inputs = raw.inputs.map((input) => typedName(input));
    const operations = block.operations.flatMap((operation) => this.#operation(operation));
    const known = new Set([...inputs, ...operations.flatMap(({ outputs }) => outputs)].map(({ name }) => name));
    const missing = block.outputs.find((name) => !known.has(name) && !this.#constants.has(name));
    if (missing !== undefined) throw this.#problem(`nothing computes output ${missing}; convert the model again`);
    return {
      inputs,
      operations,
      constants: this.#constants,
      compressions: this.#compressions,
      outputs: block.outputs,
      classification: this.#classification,
    };
  }

  /** An operation that only defines constants is left out. */
  #operation(raw: RawOperation): Operation[] {
    if (raw.type === 'classify') return [this.#classify(raw)];
    const outputs = raw.outputs.map((output) => typedName(output));
    const decompress = ownValue(decompressions, raw.type);
    if (decompress) {
      this.#compressions.push(raw.type);
      this.#define(outputs, this.#decompress(raw, outputs, decompress));
      return [];
    }
    const { val } = raw.attributes;
    if (raw.type === 'const' && val) {
      this.#define(outputs, [readConstant(this.#files, val)]);
      return [];
    }
    return [{ type: raw.type, inputs: this.#inputs(raw), outputs }];
  }

  #inputs(raw: RawOperation): Operation['inputs'] {
    const inputs = Object.entries(raw.inputs).map(([name, { arguments: bindings }]) => [
      name,
      bindings.map((binding): Operand =>
        binding.value ? { constant: readConstant(this.#files, binding.value) } : { name: binding.name ?? '' },
      ),
    ]);
    return Object.fromEntries(inputs) as Operation['inputs'];
  }

  #classify(raw: RawOperation): Operation {
    const [label, probabilities] = raw.outputs.map(({ name }) => name);
    const { probabilities: [x] = [], classes: [listed] = [] } = this.#inputs(raw);
    const classes = listed && ('constant' in listed ? listed.constant : this.#constants.get(listed.name));
    if (label === undefined || probabilities === undefined || x === undefined || classes === undefined) {
      throw this.#problem('op classify lacks an output or an operand; convert the model again');
    }
    const labels = Array.from(classes.values as readonly (string | number)[]);
    this.#classification = { label, probabilities, classes: labels };
    return classify(x, this.#classification);
  }

  #define(outputs: readonly TypedName[], constants: readonly Constant[]): void {
    outputs.forEach(({ name }, index) => {
      const constant = constants[index];
      if (constant) this.#constants.set(name, constant);
    });
  }

  /** Decompresses a weight, whose parts are attributes before iOS 18 and operands from then on. */
  #decompress(
    raw: RawOperation,
    outputs: readonly TypedName[],
    decompress: (typeof decompressions)[string],
  ): Constant[] {
    const name = outputs[0]?.name ?? '';
    const optional = (operand: string): Constant | undefined => {
      const attribute = raw.attributes[operand];
      if (attribute) return readConstant(this.#files, attribute);
      const binding = raw.inputs[operand]?.arguments[0];
      if (binding?.value) return readConstant(this.#files, binding.value);
      return binding?.name === undefined ? undefined : this.#constants.get(binding.name);
    };
    const fail = (what: string): never => {
      throw this.#problem(`weight ${name} (${raw.type}): ${what}; convert the model again`);
    };
    return explainContradictions(() => {
      const constants = decompress({
        optional,
        operand: (operand) => optional(operand) ?? fail(`${operand} is missing`),
        output: (index) => {
          const output = outputs[index] ?? fail('an output is missing');
          return { dtype: output.dtype, shape: output.shape.map((side) => side ?? fail('the shape is open')) };
        },
      });
      constants.forEach(({ shape }, index) => {
        const declared = outputs[index]?.shape ?? [];
        if (shape.join() !== declared.join())
          fail(`decompresses to [${shape.join(', ')}], not [${declared.join(', ')}]`);
      });
      return constants.map(({ dtype, shape, stored }, index) =>
        lazyConstant(dtype, shape, stored, () => explainContradictions(() => constants[index]?.values ?? [], fail)),
      );
    }, fail);
  }

  #problem(what: string): Problem {
    return new Problem(`${this.#files.spec}: ${what}`);
  }
}

const typedName = ({ name, type }: { name: string; type: RawType }): TypedName => ({ name, ...readType(type) });

/** Reports a Contradiction through `fail`. Parts of a weight may contradict each other only when its values are first read. */
function explainContradictions<Result>(make: () => Result, fail: (what: string) => never): Result {
  try {
    return make();
  } catch (error) {
    if (error instanceof Contradiction) return fail(error.message);
    throw error;
  }
}
