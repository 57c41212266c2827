/** Writes images/gradient.png: `npx tsx scripts/gradient.ts`. Each channel grows by less than a level a pixel, in its own direction. */
import { join } from 'node:path';
import { writePng } from '../src/image/files.js';
import { projectRoot } from '../src/project.js';

const side = 256;
const [darkest, span] = [40, 160];

const data = new Uint8Array(side * side * 3);
for (let y = 0; y < side; y++) {
  for (let x = 0; x < side; x++) {
    const shares = [x / side, y / side, 1 - (x + y) / (2 * side)];
    data.set(
      shares.map((share) => Math.round(darkest + span * share)),
      (y * side + x) * 3,
    );
  }
}
await writePng(join(projectRoot, 'images/gradient.png'), { width: side, height: side, data });
