import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { nodeWith, startFakeGrid } from '../../test/fake-grid.js';
import type { FakeGrid } from '../../test/fake-grid.js';
import { GridLooks, isInGrid } from './grid-looks.js';

describe('looks for phones in a Grid', () => {
  let grid: FakeGrid;
  let requests: number;
  beforeEach(async () => {
    grid = await startFakeGrid([nodeWith(1), nodeWith(2)]);
    requests = 0;
    grid.onStatus = () => (requests += 1);
  });
  const names = async (looks: GridLooks, mostAgeMs?: number): Promise<(string | undefined)[]> => {
    const found = await Promise.all(['U1', 'U2', 'U3'].map((udid) => looks.phone({ udid }, mostAgeMs)));
    return found.map((phone) => phone?.stereotype['rezbench:phone']);
  };

  it('cost the hub one request when several phones are looked for at once', async () => {
    expect(await names(new GridLooks(grid))).to.deep.equal(['lab-1', 'lab-2', undefined]);
    expect(requests).to.equal(1);
  });

  it('ask again for each later look, unless an older answer will do', async () => {
    const looks = new GridLooks(grid);
    await names(looks);
    grid.nodes.pop();
    expect(await names(looks, 60_000)).to.deep.equal(['lab-1', 'lab-2', undefined]);
    expect(requests).to.equal(1);
    expect(await names(looks)).to.deep.equal(['lab-1', undefined, undefined]);
    expect(requests).to.equal(2);
  });

  it('ask again where the hub did not answer, however old an answer may be', async () => {
    const looks = new GridLooks(grid);
    grid.login = 'me:secret';
    expect(await looks.phone({ udid: 'U1' }, 60_000)).to.equal(undefined);
    delete grid.login;
    expect((await looks.phone({ udid: 'U1' }, 60_000))?.stereotype['rezbench:phone']).to.equal('lab-1');
  });

  it('find nothing where no hub answers, and no phone whose node is not up', async () => {
    expect(await names(new GridLooks({ url: 'http://127.0.0.1:9/' }))).to.deep.equal([undefined, undefined, undefined]);
    grid.nodes = [{ ...nodeWith(1), availability: 'DRAINING' }, nodeWith(2)];
    expect([await isInGrid(grid.url, 'U1'), await isInGrid(grid.url, 'U2')]).to.deep.equal([false, true]);
  });
});
