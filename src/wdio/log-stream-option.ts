import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectRoot } from '../project.js';

/** What a worker's NODE_OPTIONS must have, so that a full disk under its log does not end it. */
export const logStreamOption = `--import ${pathToFileURL(join(projectRoot, 'src/wdio/log-stream.mjs')).href}`;
