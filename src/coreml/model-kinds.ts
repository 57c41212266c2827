/**
 * Every kind of model with its field of Model.proto and the message that rezbench reads it as. Networks stay bytes here:
 * those with labels are read twice, as a network and as its labels.
 */
const kinds = {
  pipelineClassifier: [200, 'PipelineOf'],
  pipelineRegressor: [201, 'PipelineOf'],
  pipeline: [202, 'Pipeline'],
  glmRegressor: [300, 'Opaque'],
  supportVectorRegressor: [301, 'Opaque'],
  treeEnsembleRegressor: [302, 'Opaque'],
  neuralNetworkRegressor: [303, 'bytes'],
  bayesianProbitRegressor: [304, 'Opaque'],
  glmClassifier: [400, 'Opaque'],
  supportVectorClassifier: [401, 'Opaque'],
  treeEnsembleClassifier: [402, 'Opaque'],
  neuralNetworkClassifier: [403, 'bytes'],
  kNearestNeighborsClassifier: [404, 'Opaque'],
  neuralNetwork: [500, 'bytes'],
  itemSimilarityRecommender: [501, 'Opaque'],
  mlProgram: [502, 'Program'],
  customModel: [555, 'Opaque'],
  linkedModel: [556, 'Opaque'],
  classConfidenceThresholding: [560, 'Opaque'],
  oneHotEncoder: [600, 'Opaque'],
  imputer: [601, 'Opaque'],
  featureVectorizer: [602, 'Opaque'],
  dictVectorizer: [603, 'Opaque'],
  scaler: [604, 'Opaque'],
  categoricalMapping: [606, 'Opaque'],
  normalizer: [607, 'Opaque'],
  arrayFeatureExtractor: [609, 'Opaque'],
  nonMaximumSuppression: [610, 'Opaque'],
  identity: [900, 'Opaque'],
  textClassifier: [2000, 'Opaque'],
  wordTagger: [2001, 'Opaque'],
  visionFeaturePrint: [2002, 'Opaque'],
  soundAnalysisPreprocessing: [2003, 'Opaque'],
  gazetteer: [2004, 'Opaque'],
  wordEmbedding: [2005, 'Opaque'],
  audioFeaturePrint: [2006, 'Opaque'],
  serializedModel: [3000, 'Opaque'],
} as const;

/** What a model is, by the name of its field in Model.proto; `unknown` is newer than this table, or left out. */
export type ModelKind = keyof typeof kinds | 'unknown';

export const modelKinds = Object.keys(kinds) as (keyof typeof kinds)[];

export const kindFields = Object.entries(kinds)
  .map(([name, [number, message]]) => `${message} ${name} = ${String(number)};`)
  .join('\n    ');
