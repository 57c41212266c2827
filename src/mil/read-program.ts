import { join } from 'node:path';
import { isContained } from '../contract/paths.js';
import { Problem } from '../problem.js';
import { Contradiction, decompressions } from './compressed.js';
import { elementCount, elementsOf, lazyConstant } from './constant.js';
import type { Constant, Elements } from './constant.js';
import { dtypeOf, packedBytes } from './dtype.js';
import type { Dtype } from './dtype.js';
import type { Model } from '../coreml/model.js';
import type { RawFunction, RawOperation, RawType, RawValue } from '../coreml/raw-program.js';
import { programOf } from './network/index.js';
import { ownValue } from '../coreml/own-value.js';
import type { ModelFiles } from '../coreml/package.js';
import { joinStages } from './pipeline.js';
import { Unsupported } from './unsupported.js';
import type { Operand, Operation, Program, TypedName } from './program.js';
import { readBlob } from './weights.js';

/**
 * Reads the program of `functionName`, or of the model's default function. Neural networks and pipelines are translated
 * into programs too. The extent of every weight is checked here, so that a missing or cut weight.bin shows now. Throws a
 * Problem, or Unsupported for an unknown layer or type of model.
 */
export function readProgram(files: ModelFiles, model: Model, functionName = model.defaultFunction): Program {
  switch (model.type) {
    case 'mlProgram':
      return new ProgramReader(files).read(functionOf(files, model, functionName));
    case 'neuralNetwork': {
      const { network, inputs, outputs } = model;
      if (network === undefined) throw new Unsupported('network without layers');
      const fail = (what: string): never => {
        throw new Problem(`${files.spec}: ${what}; copy the model again or convert it again`);
      };
      return explainContradictions(() => programOf(network, inputs, outputs), fail);
    }
    case 'pipeline':
      return joinStages(
        model,
        model.stages.map((stage) => readProgram(files, stage)),
      );
    case 'other':
      throw new Unsupported('model that is neither program, network nor pipeline');
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

  constructor(files: ModelFiles) {
    this.#files = files;
  }

  read(raw: RawFunction): Program {
    const block = ownValue(raw.blockSpecializations, raw.opset) ?? Object.values(raw.blockSpecializations)[0];
    if (block === undefined) throw this.#problem('the function has no operations; convert the model again');
    return {
      inputs: raw.inputs.map((input) => this.#typedName(input)),
      operations: block.operations.flatMap((operation) => this.#operation(operation)),
      constants: this.#constants,
      compressions: this.#compressions,
      outputs: block.outputs,
    };
  }

  /** An operation that only defines constants is left out. */
  #operation(raw: RawOperation): Operation[] {
    const outputs = raw.outputs.map((output) => this.#typedName(output));
    const decompress = ownValue(decompressions, raw.type);
    if (decompress) {
      this.#compressions.push(raw.type);
      this.#define(outputs, this.#decompress(raw, outputs, decompress));
      return [];
    }
    const { val } = raw.attributes;
    if (raw.type === 'const' && val) {
      this.#define(outputs, [this.#constant(val)]);
      return [];
    }
    const inputs = Object.entries(raw.inputs).map(([name, { arguments: bindings }]) => [
      name,
      bindings.map((binding): Operand =>
        binding.value ? { constant: this.#constant(binding.value) } : { name: binding.name ?? '' },
      ),
    ]);
    return [{ type: raw.type, inputs: Object.fromEntries(inputs) as Operation['inputs'], outputs }];
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
      if (attribute) return this.#constant(attribute);
      const binding = raw.inputs[operand]?.arguments[0];
      if (binding?.value) return this.#constant(binding.value);
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

  #typedName({ name, type }: { name: string; type: RawType }): TypedName {
    return { name, ...this.#tensor(type) };
  }

  #tensor(type: RawType): { dtype: Dtype; shape: (number | undefined)[] } {
    const dtype = dtypeOf(type.tensorType?.dataType ?? 0);
    if (type.tensorType === undefined || dtype === undefined) {
      throw this.#problem(`uses a type rezbench does not know (${JSON.stringify(type)})`);
    }
    return { dtype, shape: type.tensorType.dimensions.map((dimension) => dimension.constant?.size) };
  }

  #constant(value: RawValue): Constant {
    const { dtype, shape: sides } = this.#tensor(value.type);
    const shape = sides.map((side) => side ?? 0);
    if (value.blobFileValue) {
      const { fileName, offset } = value.blobFileValue;
      const path = fileName.replace(/^@model_path\//, '');
      if (!isContained(path)) throw this.#problem(`weight file ${fileName} leaves the package`);
      return readBlob(join(this.#files.root, path), offset, dtype, shape);
    }
    const count = elementCount(shape);
    const stored = { form: dtype, bytes: packedBytes(dtype, count) };
    const values = this.#immediateValues(value, dtype, count);
    return lazyConstant(dtype, shape, stored, () => values);
  }

  #immediateValues(value: RawValue, dtype: Dtype, count: number): Elements {
    const tensor = value.immediateValue?.tensor;
    const bytes = tensor?.bytes?.values;
    if (bytes && bytes.byteLength >= packedBytes(dtype, count)) return elementsOf(dtype, count, bytes);
    const values = bytes ? [] : listedValues(tensor);
    if (values.length !== count) {
      throw this.#problem(
        `a constant of ${String(count)} elements states ${String(bytes?.byteLength ?? values.length)}`,
      );
    }
    return values;
  }

  #problem(what: string): Problem {
    return new Problem(`${this.#files.spec}: ${what}`);
  }
}

/** Reports a Contradiction through `fail`. Parts of a weight may contradict each other only when its values are first read. */
function explainContradictions<Result>(make: () => Result, fail: (what: string) => never): Result {
  try {
    return make();
  } catch (error) {
    if (error instanceof Contradiction) return fail(error.message);
    throw error;
  }
}

type RawTensor = NonNullable<RawValue['immediateValue']>['tensor'];

function listedValues(tensor: RawTensor): Elements {
  if (tensor?.strings) return tensor.strings.values;
  if (tensor?.floats) return Float32Array.from(tensor.floats.values as number[]);
  if (tensor?.doubles) return Float64Array.from(tensor.doubles.values as number[]);
  if (tensor?.ints) return Int32Array.from(tensor.ints.values);
  if (tensor?.longInts) return Float64Array.from(tensor.longInts.values);
  return tensor?.bools?.values ?? [];
}
