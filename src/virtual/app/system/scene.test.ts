import { expect } from 'chai';
import { describe, it } from 'mocha';
import { temporaryFolder } from '../../../../test/rig/temporary-folder.js';
import { Scene, sceneLine } from './scene.js';
import type { SceneChange } from './scene.js';

const startedMs = 1000;

/** The scene of a process that started at 1000 ms, after these changes. */
const sceneAfter = (changes: readonly SceneChange[], rest = ''): Scene =>
  new Scene(temporaryFolder().write('scene.jsonl', changes.map(sceneLine).join('') + rest), startedMs);

describe('a scene', () => {
  it('is active since the process started as long as the phone says nothing', () => {
    for (const path of [undefined, '/no/such/file']) {
      const scene = new Scene(path, startedMs);
      expect(scene.activeSinceMs()).to.equal(startedMs);
      expect(scene.disturbance(startedMs)).to.equal(undefined);
    }
  });

  it('is active since its last return, and not while something lies over it', () => {
    const alert: SceneChange = { atMs: 2000, state: 'inactive' };
    expect(sceneAfter([alert]).activeSinceMs()).to.equal(undefined);
    expect(sceneAfter([alert, { atMs: 3000, state: 'active' }]).activeSinceMs()).to.equal(3000);
    const home: SceneChange[] = [alert, { atMs: 2500, state: 'background' }, { atMs: 3000, state: 'active' }];
    expect(sceneAfter([...home, { atMs: 3500, state: 'active' }]).activeSinceMs()).to.equal(3000);
  });

  it('is active no longer than its process', () => {
    const before: SceneChange[] = [
      { atMs: 100, state: 'inactive' },
      { atMs: 200, state: 'active' },
    ];
    expect(sceneAfter(before).activeSinceMs()).to.equal(startedMs);
    expect(sceneAfter(before.slice(0, 1)).activeSinceMs()).to.equal(undefined);
  });

  it('knows what came and went since a moment, and what was there at that moment', () => {
    const scene = sceneAfter([
      { atMs: 2000, state: 'inactive' },
      { atMs: 3000, state: 'active' },
      { atMs: 4000, state: 'background' },
      { atMs: 5000, state: 'active' },
    ]);
    expect(scene.disturbance(1500)).to.equal('inactive');
    expect(scene.disturbance(2500)).to.equal('inactive');
    expect(scene.disturbance(3500)).to.equal('background');
    expect(scene.disturbance(5500)).to.equal(undefined);
  });

  it('leaves out a line that the phone is still writing', () => {
    expect(sceneAfter([], '{"atMs":2000,"sta').activeSinceMs()).to.equal(startedMs);
  });
});
