import protobuf from 'protobufjs';
import { modelSource } from '../../src/coreml/schema.js';

/** protobufjs's own types of the messages that rezbench reads: they write what tests read, and judge how it is read. */
const { root } = protobuf.parse(modelSource.replaceAll(/bytes (neuralNetwork(?:Regressor)? =)/g, 'NeuralNetwork $1'));

export const modelType = root.lookupType('Model');
export const networkType = root.lookupType('NeuralNetwork');
export const classLabelsType = root.lookupType('ClassLabels');
