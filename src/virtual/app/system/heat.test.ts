import { join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { temporaryFolder } from '../../../../test/rig/temporary-folder.js';
import { Heat } from '../../iphone/heat.js';
import { monotonicMs } from './clock.js';
import { thermalStateIn } from './heat.js';

describe('the thermal state of a virtual iPhone', () => {
  it('is nominal as long as the phone says nothing', () => {
    for (const path of [undefined, '/no/such/file']) expect(thermalStateIn(path)).to.equal('nominal');
  });

  it('is serious once the phone has grown warm, then fair, and nominal again, however often', () => {
    const heat = new Heat(join(temporaryFolder().path, 'phone', 'heat.jsonl'));
    for (let time = 0; time < 2; time++) {
      heat.grow(10_000);
      const nowMs = monotonicMs();
      expect([0, 4000, 6000, 9000, 11_000].map((laterMs) => thermalStateIn(heat.file, nowMs + laterMs))).to.deep.equal([
        'serious',
        'serious',
        'fair',
        'fair',
        'nominal',
      ]);
    }
  });

  it('leaves out a line that the phone is still writing', () => {
    const file = temporaryFolder().write('heat.jsonl', '{"atMs":0,"state":"fair"}\n{"atMs":0,"sta');
    expect(thermalStateIn(file)).to.equal('fair');
  });
});
