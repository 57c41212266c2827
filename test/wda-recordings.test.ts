import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { format } from 'prettier';
import { differencesOnVirtualPhone } from './golden/wda/on-virtual-phone.js';
import { recordings } from './golden/wda/recording.js';
import { temporaryFolder } from './rig/temporary-folder.js';

/** Set, it writes down how the answers differ now, instead of comparing: look at the difference in git. */
const rebaseline = process.env['REBASELINE'] !== undefined;

describe('the virtual WebDriverAgent, asked what a recorded one was asked', () => {
  for (const recording of recordings()) {
    it(`answers as in ${recording.name}, but for the differences that are written down there`, async function () {
      this.timeout(120_000);
      const file = join(recording.folder, 'differences.json');
      const found = await differencesOnVirtualPhone(recording, temporaryFolder().path);
      if (rebaseline) writeFileSync(file, await format(JSON.stringify(found), { parser: 'json', printWidth: 120 }));
      const known: unknown = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
      expect(found.join('\n')).to.equal((known as string[]).join('\n'));
    });
  }

  it('has a recording to compare with', () => {
    expect(recordings()).not.to.be.empty;
  });
});
