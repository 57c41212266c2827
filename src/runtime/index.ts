/** Core ML programs on ONNX Runtime: compile a package once, load it for a compute unit, predict. */
export { compileModel } from './compile.js';
export { enlarge } from './enlarge.js';
export type { Enlarger } from './enlarge.js';
export { hostPredictor, outputShapes } from './host.js';
export type { HostPredictor } from './host.js';
export { tensorFromFile, writeTensor } from './feature-files.js';
export { pixelsFromTensor, tensorFromPixels, valuesFromTensor } from './pixels.js';
export { loadCompiled, threadsFor } from './predictor.js';
export type { Predictor, Tensor } from './predictor.js';
