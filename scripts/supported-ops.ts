/** Generates docs/supported-ops.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { supportedOperations } from '../src/runtime/supported.js';
import type { Counts } from '../src/runtime/supported.js';

const docs = new URL('../docs/', import.meta.url);
const counts = JSON.parse(readFileSync(new URL('supported-ops.json', docs), 'utf8')) as Counts;
writeFileSync(new URL('supported-ops.md', docs), supportedOperations(counts));
