import { join } from 'node:path';
import { projectRoot } from '../project.js';

/** What comes with rezbench. */
export const shipped = {
  catalogue: join(projectRoot, 'models/variants.yaml'),
  /** The photograph that latency is measured on. */
  photograph: join(projectRoot, 'images/astronaut.png'),
} as const;
