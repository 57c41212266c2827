import { join } from 'node:path';
import { expect } from 'chai';
import { afterEach, describe, it } from 'mocha';
import { temporaryFolder } from '../../../test/rig/temporary-folder.js';
import { whyNoSwiftApp } from './swift-ipa.js';

describe('the Swift app for a virtual iPhone', () => {
  const variable = 'SWIFT_ROOT';
  const before = process.env[variable];
  afterEach(() => {
    if (before === undefined) Reflect.deleteProperty(process.env, variable);
    else process.env[variable] = before;
  });

  it('needs the program and the Swift that it was built with, and says which is lacking and what to do', () => {
    const folder = temporaryFolder();
    process.env[variable] = folder.path;
    expect(whyNoSwiftApp(join(folder.path, 'app'))).to.match(
      /^it is not built for Linux: run scripts\/swift\/build\.sh/,
    );
    const app = folder.write('app', '');
    expect(whyNoSwiftApp(app)).to.equal(
      `the Swift that it was built with is not in ${folder.path}: set SWIFT_ROOT to where it is, or run scripts/swift/toolchain.sh (as root)`,
    );
    folder.write('lib64/ld-linux-x86-64.so.2', '');
    expect(whyNoSwiftApp(app)).to.equal(undefined);
  });
});
