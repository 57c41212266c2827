import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../src/project.js';

const model = join(projectRoot, 'models/plain-x2-fp32-64.mlpackage');
/** The low bits of a weight: another package, which has the same work to do. */
const place = 200;

/** Writes the n-th build of a model as a package of its own, n from 0 to 255. */
export function writeBuild(path: string, n: number): void {
  cpSync(model, path, { recursive: true });
  const weights = join(path, 'Data/com.apple.CoreML/weights/weight.bin');
  const bytes = readFileSync(weights);
  bytes[place] = n;
  writeFileSync(weights, bytes);
}
