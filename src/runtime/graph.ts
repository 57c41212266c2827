import { writeMessage } from '../coreml/wire/write.js';
import type { OpenShape } from '../mil/program.js';
import { Unsupported } from '../mil/unsupported.js';
import { attributeTypes, elementTypes, modelProto } from './onnx-schema.js';
import type { ElementType } from './onnx-schema.js';

/** An ONNX attribute; `{ float }` because 1 alone would read as an integer. */
export type Attribute = number | string | readonly number[] | { readonly float: number };
export type Attributes = Readonly<Record<string, Attribute>>;

export interface GraphPort {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: OpenShape;
}

/** Opset 20 has Gelu; ONNX Runtime's fast convolutions end before 22. */
const opset = 20;
const irVersion = 9;

/** No value of a program has such a name. */
const outputMark = '#output';

/** The model's own name of an output of an encoded graph. */
export const outputName = (name: string): string =>
  name.endsWith(outputMark) ? name.slice(0, -outputMark.length) : name;

/** An ONNX graph under construction. Nodes are emitted in execution order. */
export class OnnxGraph {
  readonly #nodes: object[] = [];
  readonly #initializers: object[] = [];
  readonly #declared = new Map<string, GraphPort>();
  #nameCount = 0;

  /** Adds a node with one output and returns the output's name. An input '' is left out. */
  emit(type: string, inputs: readonly string[], attributes: Attributes = {}): string {
    const output = this.#fresh(type);
    this.#node(type, inputs, [output], attributes);
    return output;
  }

  /** Adds a node with several outputs and returns their names. */
  emitMany(type: string, inputs: readonly string[], count: number, attributes: Attributes = {}): string[] {
    const outputs = Array.from({ length: count }, () => this.#fresh(type));
    this.#node(type, inputs, outputs, attributes);
    return outputs;
  }

  /** Declares a value's type and shape (ONNX value_info); a strict runtime refuses the graph where its operations differ. */
  declare(value: GraphPort): void {
    this.#declared.set(value.name, value);
  }

  floats(values: ArrayLike<number>, shape: readonly number[]): string {
    return this.#constant('float', shape, Float32Array.from(values));
  }

  /** Every integer wider than a byte is int64 here, because ONNX takes shapes, axes and indices as int64. */
  int64s(values: ArrayLike<number | bigint>, shape: readonly number[] = [values.length]): string {
    return this.#constant('int64', shape, BigInt64Array.from(Array.from(values, toBigInt)));
  }

  bools(values: ArrayLike<boolean>, shape: readonly number[]): string {
    return this.#constant('bool', shape, Uint8Array.from(Array.from(values, Number)));
  }

  /**
   * The graph as an ONNX model; `given` maps the model's output names to the values behind them. ONNX lets no output bear
   * an input's name, so such a one is marked; `outputName` takes the mark off.
   */
  encode(inputs: readonly GraphPort[], given: readonly (GraphPort & { readonly value: string })[]): Uint8Array {
    const taken = new Set(inputs.map(({ name }) => name));
    const outputs = given.map((port) => (taken.has(port.name) ? { ...port, name: port.name + outputMark } : port));
    const casts = outputs.map(({ name, value, type }) => ({
      input: [value],
      output: [name],
      op_type: 'Cast',
      attribute: [attributeProto(['to', elementTypes[type]])],
    }));
    return writeMessage(modelProto, {
      ir_version: irVersion,
      producer_name: 'rezbench',
      opset_import: [{ domain: '', version: opset }],
      graph: {
        name: 'main',
        node: [...this.#nodes, ...casts],
        initializer: this.#initializers,
        input: inputs.map(portProto),
        output: outputs.map(portProto),
        value_info: [...this.#declared.values()].map(portProto),
      },
    });
  }

  #node(type: string, inputs: readonly string[], outputs: readonly string[], attributes: Attributes): void {
    this.#nodes.push({
      input: inputs,
      output: outputs,
      name: outputs[0],
      op_type: type,
      attribute: Object.entries(attributes).map(attributeProto),
    });
  }

  #constant(type: ElementType, dims: readonly number[], values: Float32Array | BigInt64Array | Uint8Array): string {
    const name = this.#fresh('constant');
    const raw = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    this.#initializers.push({ dims, data_type: elementTypes[type], name, raw_data: raw });
    return name;
  }

  #fresh(kind: string): string {
    this.#nameCount += 1;
    // No value of a program has such a name.
    return `${kind}#${String(this.#nameCount)}`;
  }
}

function toBigInt(value: number | bigint): bigint {
  if (typeof value === 'number' && !Number.isInteger(value))
    throw new Unsupported(`${String(value)} where a whole number is needed`);
  return BigInt(value);
}

function attributeProto([name, value]: [string, Attribute]): object {
  if (typeof value === 'number') return { name, i: value, type: attributeTypes.int };
  if (typeof value === 'string') return { name, s: Buffer.from(value), type: attributeTypes.string };
  if ('float' in value) return { name, f: value.float, type: attributeTypes.float };
  return { name, ints: value, type: attributeTypes.ints };
}

function portProto({ name, type, shape }: GraphPort): object {
  const dim = shape.map((side, axis) =>
    side === undefined ? { dim_param: `${name}_${String(axis)}` } : { dim_value: side },
  );
  return { name, type: { tensor_type: { elem_type: elementTypes[type], shape: { dim } } } };
}
