import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { temporaryFolder } from '../../../test/rig/temporary-folder.js';
import { startUsbmuxd } from './usbmuxd.js';

describe('the virtual usbmuxd', () => {
  const folder = temporaryFolder();

  it('hangs up on a client that announces more than any message has, whatever else it sends', async () => {
    const path = join(folder.path, 'usbmuxd');
    const usbmuxd = await startUsbmuxd([], path);
    try {
      for (const goesOn of [false, true]) {
        const client = connect(path).resume();
        const over = once(client, 'close');
        const header = Buffer.alloc(16 + 100);
        header.writeUInt32LE(0xffffffff);
        if (goesOn) client.write(header);
        else client.end(header);
        expect(await over).to.deep.equal([false]);
      }
    } finally {
      await usbmuxd.close();
    }
  });
});
