import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { Problem } from '../problem.js';
import { describeFeature, featureSchema } from './feature.js';
import type { FeatureDescription } from './feature.js';
import { ownValue } from './own-value.js';
import type { RawNetwork } from './raw-network.js';
import type { ModelFiles } from './package.js';
import { modelType, networkType } from './schema.js';

/** A decoded model: its features as declared, and what it computes in the terms of its type. */
export interface Model {
  readonly specVersion: number;
  readonly type: 'mlProgram' | 'neuralNetwork' | 'pipeline' | 'other';
  /** The inputs of the default function. */
  readonly inputs: readonly FeatureDescription[];
  readonly outputs: readonly FeatureDescription[];
  /** The function that runs when nobody names one. */
  readonly defaultFunction: string;
  /** The features of each function; empty for a model that has only one. */
  readonly interfaces: Readonly<Record<string, Interface>>;
  /** The functions in MIL; only an ML program has any. */
  readonly functions: Readonly<Record<string, RawFunction>>;
  readonly network: RawNetwork | undefined;
  /** The models of a pipeline, in execution order. */
  readonly stages: readonly Model[];
  readonly license: string;
  /** Metadata that the model's maker wrote into it, by key. */
  readonly userDefined: Readonly<Record<string, string>>;
}

export interface Interface {
  readonly inputs: readonly FeatureDescription[];
  readonly outputs: readonly FeatureDescription[];
}

const dimension = z.object({ constant: z.object({ size: z.number().default(0) }).optional() });
const valueType = z.object({
  tensorType: z.object({ dataType: z.number().default(0), dimensions: z.array(dimension).default([]) }).optional(),
});
const list = <T extends z.ZodType>(item: T) => z.object({ values: z.array(item).default([]) });
const value = z.object({
  type: valueType.default({}),
  immediateValue: z
    .object({
      tensor: z
        .object({
          floats: list(z.any()).optional(),
          ints: list(z.number()).optional(),
          bools: list(z.boolean()).optional(),
          strings: list(z.string()).optional(),
          longInts: list(z.number()).optional(),
          doubles: list(z.any()).optional(),
          bytes: z.object({ values: z.instanceof(Uint8Array).default(new Uint8Array()) }).optional(),
        })
        .optional(),
    })
    .optional(),
  blobFileValue: z.object({ fileName: z.string(), offset: z.number().default(0) }).optional(),
});
const binding = z.object({ name: z.string().optional(), value: value.optional() });
const namedType = z.object({ name: z.string(), type: valueType.default({}) });
const operation = z.object({
  type: z.string(),
  inputs: z.record(z.string(), z.object({ arguments: z.array(binding).default([]) })).default({}),
  outputs: z.array(namedType).default([]),
  attributes: z.record(z.string(), value).default({}),
});
const block = z.object({ outputs: z.array(z.string()).default([]), operations: z.array(operation).default([]) });
const rawFunction = z.object({
  inputs: z.array(namedType).default([]),
  opset: z.string().default(''),
  blockSpecializations: z.record(z.string(), block).default({}),
});
const modelSchema = z.object({
  specificationVersion: z.number(),
  description: z.object({
    input: z.array(featureSchema).default([]),
    output: z.array(featureSchema).default([]),
    functions: z
      .array(
        z.object({
          name: z.string().default(''),
          input: z.array(featureSchema).default([]),
          output: z.array(featureSchema).default([]),
        }),
      )
      .default([]),
    defaultFunctionName: z.string().default(''),
    metadata: z
      .object({ license: z.string().default(''), userDefined: z.record(z.string(), z.string()).default({}) })
      .default({ license: '', userDefined: {} }),
  }),
  mlProgram: z.object({ functions: z.record(z.string(), rawFunction).default({}) }).optional(),
});

type RawFeature = z.infer<typeof featureSchema>;
export type RawValue = z.infer<typeof value>;
export type RawOperation = z.infer<typeof operation>;
export type RawFunction = z.infer<typeof rawFunction>;
export type RawType = z.infer<typeof valueType>;

/** The Model message as protobufjs decodes it: types are checked, presence is not. */
interface Decoded {
  neuralNetwork?: object | null;
  pipeline?: { readonly models: readonly Decoded[] } | null;
}

/** Decodes the Model message. Throws a Problem when the file does not contain one. */
export const readModel = (files: ModelFiles): Model => modelOf(decode(files.spec), files);

function modelOf(decoded: Decoded, files: ModelFiles): Model {
  const { neuralNetwork, pipeline } = decoded;
  const parsed = modelSchema.safeParse(modelType.toObject(withoutBulk(decoded) as never, { longs: Number }));
  if (!parsed.success) {
    const field = parsed.error.issues[0]?.path.join('.') ?? '';
    throw new Problem(`${files.spec} does not contain a Core ML model (field ${field}); copy the package again`);
  }
  const { description, mlProgram, specificationVersion } = parsed.data;
  const type = mlProgram ? 'mlProgram' : neuralNetwork ? 'neuralNetwork' : pipeline ? 'pipeline' : 'other';
  const defaultFunction = description.defaultFunctionName || 'main';
  const interfaces = Object.fromEntries(description.functions.map((one) => [one.name, interfaceOf(one)]));
  return {
    specVersion: specificationVersion,
    type,
    ...(ownValue(interfaces, defaultFunction) ?? interfaceOf(description)),
    defaultFunction,
    interfaces,
    functions: mlProgram?.functions ?? {},
    network: neuralNetwork ? networkOf(neuralNetwork) : undefined,
    stages: pipeline?.models.map((stage) => modelOf(stage, files)) ?? [],
    license: description.metadata.license,
    userDefined: description.metadata.userDefined,
  };
}

/** Leaves out the networks and stages, which are read separately. */
const withoutBulk = (decoded: Decoded): Decoded =>
  Object.assign(Object.create(modelType.ctor.prototype as object) as Decoded, decoded, {
    neuralNetwork: null,
    pipeline: null,
  });

const networkOf = (decoded: object): RawNetwork =>
  networkType.toObject(decoded as never, {
    longs: Number,
    defaults: true,
    arrays: true,
    oneofs: true,
  }) as unknown as RawNetwork;

const interfaceOf = (declared: { input: RawFeature[]; output: RawFeature[] }): Interface => ({
  inputs: declared.input.map(describeFeature),
  outputs: declared.output.map(describeFeature),
});

function decode(spec: string): Decoded {
  try {
    return modelType.decode(readFileSync(spec)) as Decoded;
  } catch (error) {
    throw new Problem(`${spec} cannot be decoded as a Core ML model; copy the package again`, undefined, error);
  }
}
