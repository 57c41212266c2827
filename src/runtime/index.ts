/**
 * Core ML programs on ONNX Runtime: compile a package once, load it for a compute unit, predict. Reading pictures
 * and arrays from files is in input-files.ts: the app, which bundles this module, has no image library.
 */
export { compileModel } from './compile.js';
export { enlarge } from './enlarge.js';
export { losesSides, possibleEnlargements, shownEnlargement } from './enlargement.js';
export { probeHalf } from './half/probe.js';
export { explainHalfLoss } from './half/watch.js';
export { arithmetics, hostPredictor, hostPredictorFor, outputShapes, watchedPredictorFor } from './host.js';
export type { Arithmetic, FeatureValue, HostPredictor } from './host.js';
export { openImageDistance } from './image-distance.js';
export type { ImageDistance } from './image-distance.js';
export { inputSizesOf } from './input-sizes.js';
export type { InputSizes } from './input-sizes.js';
export { channelsOf, defaultArrayRange, pictureFeature } from './picture-feature.js';
export type { ArrayRange } from './picture-feature.js';
export { pixelsFromTensor, shapeOf, tensorFromPixels, valuesFromTensor } from './pixels.js';
export { loadCompiled, threadsFor } from './predictor.js';
export type { Predictor, Tensor } from './predictor.js';
export { tileInput } from './tiles.js';
