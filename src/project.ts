import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of rezbench itself, where its models, images and sweeps lie. */
export const projectRoot = join(dirname(fileURLToPath(import.meta.url)), '..');
