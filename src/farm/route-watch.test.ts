import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { RouteName } from '../contract/route.js';
import { RouteWatch } from './route-watch.js';

describe('the routes that a node declares', () => {
  it('are those of its start, and a change is said once', async () => {
    const routes: Record<string, RouteName> = { U1: 'tunnel', U2: 'usbmux' };
    const targets = ['U1', 'U2'].map((udid) => ({ udid, name: 'iPhone', osVersion: '18.5' }));
    const watch = await RouteWatch.of(targets, ({ udid }) => Promise.resolve({ name: routes[udid] ?? 'usbmux' }));
    expect(await watch.look()).to.deep.equal([]);
    routes['U1'] = 'usbmux';
    expect(await watch.look()).to.deep.equal([
      'iPhone (U1) is reached by usbmux now, and this node declares tunnel, which tables would say; start the node again',
    ]);
    expect(await watch.look()).to.deep.equal([]);
    expect(targets.map((target) => watch.declared(target))).to.deep.equal(['tunnel', 'usbmux']);
    routes['U1'] = 'tunnel';
    expect(await watch.look()).to.deep.equal([]);
  });
});
