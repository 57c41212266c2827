/**
 * Core ML programs on ONNX Runtime: compile a package once, load it for a compute unit, predict. Reading pictures
 * and arrays from files is in feature-files.ts: the app, which bundles this module, has no image library.
 */
export { compileModel } from './compile.js';
export { enlarge } from './enlarge.js';
export { possibleEnlargements, shownEnlargement } from './enlargement.js';
export { hostPredictor, hostPredictorFor, outputShapes } from './host.js';
export type { HostPredictor } from './host.js';
export { inputSizesOf } from './input-sizes.js';
export type { InputSizes } from './input-sizes.js';
export { channelsOf, defaultArrayRange, pictureFeature } from './picture-feature.js';
export type { ArrayRange } from './picture-feature.js';
export { pixelsFromTensor, shapeOf, tensorFromPixels, valuesFromTensor } from './pixels.js';
export { loadCompiled, threadsFor } from './predictor.js';
export type { Predictor, Tensor } from './predictor.js';
export { tileInput } from './tiles.js';
