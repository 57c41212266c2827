import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { Problem } from '../problem.js';
import { describeFeature, featureSchema } from './feature.js';
import type { FeatureDescription } from './feature.js';
import { ownValue } from './own-value.js';
import type { RawNetwork } from './raw-network.js';
import { programSchema } from './raw-program.js';
import type { RawFunction } from './raw-program.js';
import type { ModelFiles } from './package.js';
import { modelKinds } from './model-kinds.js';
import type { ModelKind } from './model-kinds.js';
import { classLabelsMessage, modelMessage, networkMessage } from './schema.js';
import { readCompletely, readMessage } from './wire/read.js';

/** A decoded model: the features of its default function as declared, and what it computes in the terms of its type. */
export interface Model extends Interface {
  readonly specVersion: number;
  /** How it computes; classifiers and regressors are among networks and pipelines. */
  readonly type: 'mlProgram' | 'neuralNetwork' | 'pipeline' | 'other';
  readonly kind: ModelKind;
  /** The function that runs when nobody names one. */
  readonly defaultFunction: string;
  /** The features of each function; empty for a model that has only one. */
  readonly interfaces: Readonly<Record<string, Interface>>;
  /** The functions in MIL; only an ML program has any. */
  readonly functions: Readonly<Record<string, RawFunction>>;
  readonly network: RawNetwork | undefined;
  /** The classes of a neural network with labels; an ML program states its own in an operation. */
  readonly classes: NetworkClasses | undefined;
  /** The models of a pipeline, in execution order. */
  readonly stages: readonly Model[];
  readonly license: string;
  /** Metadata that the model's maker wrote into it, by key. */
  readonly userDefined: Readonly<Record<string, string>>;
}

export interface Interface {
  readonly inputs: readonly FeatureDescription[];
  readonly outputs: readonly FeatureDescription[];
  /** Values that last from one prediction to the next. */
  readonly states: readonly FeatureDescription[];
  /** The output that is the label, or the number of a regressor; '' where none is named. */
  readonly predictedFeature: string;
  /** The output that gives each label its probability; '' where none is named. */
  readonly predictedProbabilities: string;
}

/** The labels of a neural network. */
export interface NetworkClasses {
  readonly labels: readonly (string | number)[];
  /** The layer output with a probability for each label; '' is the last layer's. */
  readonly probabilityLayer: string;
}

const features = z.array(featureSchema).default([]);
const interfaceSchema = z.object({
  input: features,
  output: features,
  state: features,
  predictedFeatureName: z.string().default(''),
  predictedProbabilitiesName: z.string().default(''),
});
const modelSchema = z.object({
  specificationVersion: z.number(),
  description: interfaceSchema.extend({
    functions: z.array(interfaceSchema.extend({ name: z.string().default('') })).default([]),
    defaultFunctionName: z.string().default(''),
    metadata: z
      .object({ license: z.string().default(''), userDefined: z.record(z.string(), z.string()).default({}) })
      .default({ license: '', userDefined: {} }),
  }),
  mlProgram: programSchema.optional(),
});

/** The Model message as it is decoded: types are checked, presence is not. */
interface Decoded {
  readonly neuralNetwork?: Uint8Array;
  readonly neuralNetworkRegressor?: Uint8Array;
  readonly neuralNetworkClassifier?: Uint8Array;
  readonly pipeline?: DecodedPipeline;
  readonly pipelineClassifier?: { readonly pipeline?: DecodedPipeline };
  readonly pipelineRegressor?: { readonly pipeline?: DecodedPipeline };
}

interface DecodedPipeline {
  readonly models?: readonly Decoded[];
}

/** Decodes the Model message. Throws a Problem when the file does not contain one. */
export const readModel = (files: ModelFiles): Model => modelOf(decode(files.spec), files);

function modelOf(decoded: Decoded, files: ModelFiles): Model {
  const network = networkIn(decoded, files);
  const pipeline = decoded.pipeline ?? decoded.pipelineClassifier?.pipeline ?? decoded.pipelineRegressor?.pipeline;
  const parsed = modelSchema.safeParse(decoded);
  if (!parsed.success) {
    const field = parsed.error.issues[0]?.path.join('.') ?? '';
    throw new Problem(`${files.spec} does not contain a Core ML model (field ${field}); copy the package again`);
  }
  const { description, mlProgram, specificationVersion } = parsed.data;
  const type = mlProgram ? 'mlProgram' : network ? 'neuralNetwork' : pipeline ? 'pipeline' : 'other';
  const defaultFunction = description.defaultFunctionName || 'main';
  const interfaces = Object.fromEntries(description.functions.map((one) => [one.name, interfaceOf(one)]));
  return {
    specVersion: specificationVersion,
    type,
    kind: modelKinds.find((kind) => Object.hasOwn(decoded, kind)) ?? 'unknown',
    ...(ownValue(interfaces, defaultFunction) ?? interfaceOf(description)),
    defaultFunction,
    interfaces,
    functions: mlProgram?.functions ?? {},
    network,
    classes: classesOf(decoded.neuralNetworkClassifier),
    stages: pipeline?.models?.map((stage) => modelOf(stage, files)) ?? [],
    license: description.metadata.license,
    userDefined: description.metadata.userDefined,
  };
}

function networkIn(decoded: Decoded, { spec }: ModelFiles): RawNetwork | undefined {
  const bytes = decoded.neuralNetwork ?? decoded.neuralNetworkRegressor ?? decoded.neuralNetworkClassifier;
  return bytes && explained(spec, () => readCompletely(networkMessage, bytes) as unknown as RawNetwork);
}

const labelsSchema = z.object({
  stringClassLabels: z.object({ vector: z.array(z.string()).default([]) }).optional(),
  int64ClassLabels: z.object({ vector: z.array(z.number()).default([]) }).optional(),
  labelProbabilityLayerName: z.string().default(''),
});

function classesOf(bytes: Uint8Array | undefined): NetworkClasses | undefined {
  if (bytes === undefined) return undefined;
  const { stringClassLabels, int64ClassLabels, labelProbabilityLayerName } = labelsSchema.parse(
    readMessage(classLabelsMessage, bytes),
  );
  return {
    labels: stringClassLabels?.vector ?? int64ClassLabels?.vector ?? [],
    probabilityLayer: labelProbabilityLayerName,
  };
}

const interfaceOf = (declared: z.infer<typeof interfaceSchema>): Interface => ({
  inputs: declared.input.map(describeFeature),
  outputs: declared.output.map(describeFeature),
  states: declared.state.map(describeFeature),
  predictedFeature: declared.predictedFeatureName,
  predictedProbabilities: declared.predictedProbabilitiesName,
});

function decode(spec: string): Decoded {
  const bytes = readFileSync(spec);
  return explained(spec, () => readMessage(modelMessage, bytes));
}

function explained<Result>(spec: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    throw new Problem(`${spec} cannot be decoded as a Core ML model; copy the package again`, undefined, error);
  }
}
