import { expect } from 'chai';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { problemOf } from '../../test/rig/problem.js';
import { gridLoginVariable, loginHeaders, withoutLogin } from './grid-login.js';

describe('the login in the address of a Grid', () => {
  let before: string | undefined;
  const forget = () => Reflect.deleteProperty(process.env, gridLoginVariable);
  beforeEach(() => {
    before = process.env[gridLoginVariable];
    forget();
  });
  afterEach(() => {
    if (before === undefined) forget();
    else process.env[gridLoginVariable] = before;
  });

  it('is taken out of it, whatever it consists of', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string(), (name, key) => {
        const user = name.replaceAll(':', '-');
        const address = `https://${encodeURIComponent(user)}:${encodeURIComponent(key)}@hub.example:4444/grid`;
        expect(withoutLogin(address)).to.equal('https://hub.example:4444/grid');
        const { authorization = '' } = loginHeaders();
        expect(Buffer.from(authorization.replace(/^Basic /, ''), 'base64').toString()).to.equal(`${user}:${key}`);
      }),
    );
  });

  it('leaves an address without one as it is, also one that is none', () => {
    for (const address of ['http://hub:4444', 'hub', '']) expect(withoutLogin(address)).to.equal(address);
    expect(loginHeaders()).to.deep.equal({});
  });

  it('is refused where it cannot be sent, and not repeated', async () => {
    for (const login of [':sesame', 'me%3Ayou:sesame', 'me%zz:sesame']) {
      const { message } = await problemOf(() => withoutLogin(`https://${login}@hub/`));
      expect(message).to.match(
        /^the login in the address of https:\/\/hub\/ is none; write https:\/\/USER:PASSWORD@HUB/,
      );
      expect(message).not.to.include('sesame');
    }
    expect(loginHeaders()).to.deep.equal({});
  });

  it('is refused in the environment where it has no password', async () => {
    process.env[gridLoginVariable] = 'sesame';
    const { message } = await problemOf(() => loginHeaders());
    expect(message).to.equal('REZBENCH_GRID_LOGIN is not of the form USER:PASSWORD; set it so, or unset it');
  });
});
