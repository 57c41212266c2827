import { expect } from 'chai';
import { describe, it } from 'mocha';
import { CommandFailed } from '../phone/command.js';
import type { Phone } from '../phone/phone.js';
import { phoneBut, witness } from './witness.js';

/** A phone with a secret, as a class with private fields has one. */
class SomePhone {
  readonly udid = 'a';
  readonly #launched: (readonly string[])[] = [];
  readonly heard = [false, true];

  launchApp(args: readonly string[]): Promise<void> {
    this.#launched.push(args);
    return args.length > 0 ? Promise.resolve() : Promise.reject(new CommandFailed('launch the app', 'no arguments'));
  }

  awaitNotification(): Promise<boolean> {
    return Promise.resolve(this.heard.shift() ?? false);
  }

  isLocked(): Promise<boolean> {
    return Promise.resolve(this.#launched.length > 0);
  }
}

const somePhone = (): Phone => new SomePhone() as unknown as Phone;

describe('the witness of a launch', () => {
  it('has met nothing before the app is launched', () => {
    expect(witness(somePhone()).met()).to.equal(undefined);
  });

  it('lets everything through to the phone, and tells when the answer and the announcement came', async () => {
    const { phone, met } = witness(somePhone());
    await phone.launchApp(['--job']);
    expect([await phone.isLocked(), phone.udid]).to.deep.equal([true, 'a']);
    expect(await phone.awaitNotification('end', 1)).to.equal(false);
    expect(met()).to.include({ waits: 1 }).and.not.have.any.keys('announcedAtMs', 'refusal');
    expect(await phone.awaitNotification('end', 1)).to.equal(true);
    const keys = ['calledAtMs', 'answerMs', 'listenedFromMs', 'announcedAtMs'] as const;
    expect(met())
      .to.include({ waits: 2 })
      .and.include.keys(...keys);
  });

  it('keeps what the phone said instead of launching the app, and lets the run know', async () => {
    const { phone, met } = witness(somePhone());
    let refusal: unknown;
    await phone.launchApp([]).catch((error: unknown) => (refusal = error));
    expect(refusal).to.be.instanceOf(CommandFailed);
    expect(met()).to.include({ refusal: 'no arguments' });
  });
});

describe('a phone that does one thing otherwise', () => {
  it('does everything else as before', async () => {
    const phone = phoneBut(somePhone(), { awaitNotification: () => Promise.resolve(true) });
    await phone.launchApp(['--job']);
    expect([await phone.awaitNotification('end', 1), await phone.isLocked()]).to.deep.equal([true, true]);
  });
});
