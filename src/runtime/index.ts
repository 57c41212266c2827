/**
 * Core ML programs on ONNX Runtime: compile a package once, load it for a compute unit, predict. Reading pictures
 * and arrays from files is in feature-files.ts: the app, which bundles this module, has no image library.
 */
export { compileModel } from './compile.js';
export { enlarge } from './enlarge.js';
export { hostPredictor, hostPredictorFor, outputShapes } from './host.js';
export type { FeatureValue, HostPredictor } from './host.js';
export { pixelsFromTensor, tensorFromPixels, valuesFromTensor } from './pixels.js';
export { loadCompiled, threadsFor } from './predictor.js';
export type { Predictor, Tensor } from './predictor.js';
export { tileInput } from './tiles.js';
