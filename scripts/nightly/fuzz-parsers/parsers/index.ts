import type { ParserMaker } from '../parser.js';
import { fileParsers } from './files.js';
import { textParsers } from './text.js';
import { wdaParsers } from './wda.js';
import { wireParsers } from './wire.js';

/** Everything that is fuzzed, by name; models are apart (scripts/nightly/fuzz.ts). */
export const parsers: Readonly<Record<string, ParserMaker>> = {
  ...textParsers,
  ...fileParsers,
  ...wireParsers,
  ...wdaParsers,
};
