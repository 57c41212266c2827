/** Generates docs/supported-ops.md. */
import { writeFileSync } from 'node:fs';
import { supportedOperations } from '../src/runtime/supported.js';

writeFileSync(new URL('../docs/supported-ops.md', import.meta.url), supportedOperations());
