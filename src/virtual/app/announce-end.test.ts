import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { temporaryFolder } from '../../../test/rig/temporary-folder.js';
import { TwinProcess } from '../../../test/twin-process.js';
import { endNotification } from '../../contract/paths.js';

describe('the end of a launch', function () {
  this.timeout(60_000);
  let twin: TwinProcess;

  before(async () => {
    twin = await TwinProcess.in(temporaryFolder().path);
  });

  after(() => {
    twin.close();
  });

  it('is announced once the events are whole, and the process ends', async () => {
    twin.push('short', { steps: [{ do: 'sentinel' }] });
    const { notifications, exit } = twin.start('short');
    const names: string[] = [];
    for await (const name of notifications) {
      names.push(name);
      expect(twin.events('short').at(-1)).to.include({ event: 'result', do: 'sentinel' });
    }
    expect(names).to.deep.equal([endNotification('short')]);
    expect(await exit).to.equal(0);
  });

  it('is announced when a step failed', async () => {
    twin.push('failed', { steps: [{ do: 'unload', arm: 'a' }] });
    for await (const name of twin.start('failed').notifications) {
      expect(name).to.equal(endNotification('failed'));
      expect(twin.events('failed').at(-1)).to.include({ event: 'error', do: 'unload' });
    }
  });

  it('is announced again and again by a process that XCTest may still attach to', async () => {
    twin.push('attached-late', { steps: [{ do: 'sentinel' }] });
    const { notifications, exit, kill } = twin.start('attached-late', { device: { attachS: 600 } });
    const names: string[] = [];
    for await (const name of notifications) if (names.push(name) === 3) kill();
    expect(new Set(names)).to.deep.equal(new Set([endNotification('attached-late')]));
    expect(await exit, 'it lived until it was killed').to.equal(null);
  });

  it('waits no longer for XCTest than it has to', async () => {
    twin.push('attached', { steps: [{ do: 'sentinel' }] });
    expect(await twin.start('attached', { device: { attachS: 1 } }).exit).to.equal(0);
  });
});
