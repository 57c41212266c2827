import { expect } from 'chai';
import { describe, it } from 'mocha';
import { platformProblem } from '../scripts/setup/platform.mjs';

describe('the platform check', () => {
  it('refuses Windows and names what works', () => {
    expect(platformProblem('win32', '22.0.0')).to.match(/^Windows is not supported.*WSL$/);
  });
  it('refuses an old Node and names the one to install', () => {
    for (const version of ['18.20.0', '20.18.3']) {
      expect(platformProblem('linux', version)).to.equal(`Node ${version} is too old; install Node 20.19 or newer`);
    }
  });
  it('takes the Node it is made for and later ones', () => {
    for (const version of ['20.19.0', '22.1.0', '24.0.0'])
      expect(platformProblem('darwin', version)).to.equal(undefined);
  });
});
