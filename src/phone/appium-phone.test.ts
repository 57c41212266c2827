import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { Loss } from '../contract/outcome.js';
import { AppiumPhone } from './appium-phone.js';
import { CommandFailed } from './command.js';

const [notRunning, inForeground, unknownState] = [1, 4, 0];

/** What a driver answers to the requests of one phone. */
class FakeDriver {
  readonly asked: string[] = [];
  /** The app's states, one a question; the last one stays. */
  states: (number | null | Error)[] = [notRunning];
  files = new Map<string, string>();
  /** What it says in place of a file. */
  fileError: Error | undefined;
  /** What it says when the file service is down, to pushes as well. */
  serviceError: Error | undefined;

  execute(script: string, { remotePath = '' }: { remotePath?: string } = {}): Promise<unknown> {
    this.asked.push(script);
    switch (script) {
      case 'mobile: queryAppState': {
        const state = this.states.length > 1 ? this.states.shift() : this.states[0];
        return state instanceof Error ? Promise.reject(state) : Promise.resolve(state);
      }
      case 'mobile: deleteFile':
      case 'mobile: deleteFolder':
        return this.pullFile(remotePath);
      default:
        return Promise.resolve(null);
    }
  }

  pullFile(path: string): Promise<string> {
    const text = this.files.get(path);
    const error = this.serviceError ?? this.fileError;
    if (error) return Promise.reject(error);
    return text === undefined
      ? Promise.reject(driverError('unknown error', `Path '${path}' does not exist on the device`))
      : Promise.resolve(text);
  }

  pushFile(path: string, base64: string): Promise<void> {
    if (this.serviceError) return Promise.reject(this.serviceError);
    this.files.set(path, base64);
    return Promise.resolve();
  }
}

/** An error as WebdriverIO makes one of the driver's answer. */
function driverError(code: string, message: string): Error {
  const error = new Error(`WebDriverError: ${message} when running "appium/device/pull_file" with method "POST"`);
  error.name = code;
  return error;
}

describe('a phone through Appium', () => {
  let driver: FakeDriver;
  let phone: AppiumPhone;
  let isEndpointThere: boolean;
  let isAttached: boolean;
  beforeEach(() => {
    driver = new FakeDriver();
    [isEndpointThere, isAttached] = [true, true];
    const app = { ipa: 'app.ipa', bundleId: 'com.example.app', build: '1' };
    phone = new AppiumPhone(driver as unknown as WebdriverIO.Browser, 'phone-1', app, {
      endpointAnswers: () => Promise.resolve(isEndpointThere),
      isAttached: () => Promise.resolve(isAttached),
    });
  });

  const failureOf = async (action: Promise<unknown>): Promise<CommandFailed> => {
    const error: unknown = await action.then(
      () => new Error('the command was carried out'),
      (thrown: unknown) => thrown,
    );
    if (error instanceof CommandFailed) return error;
    throw error;
  };

  it('keeps files in the documents of the app', async () => {
    await phone.documents.push('jobs/1.json', Buffer.from('text'));
    expect([...driver.files.keys()]).to.deep.equal(['@com.example.app:documents/jobs/1.json']);
    expect((await phone.documents.pull('jobs/1.json'))?.toString()).to.equal('text');
  });

  for (const said of ["Path 'x' does not exist on the device", "AFC failed with 'OBJECT_NOT_FOUND'", 'ENOENT: x']) {
    it(`has no file when the driver says ${said}`, async () => {
      driver.fileError = driverError('unknown error', said);
      expect(await phone.documents.pull('x')).to.equal(undefined);
      await phone.documents.removeFile('x');
      await phone.documents.removeFolder('x');
    });
  }

  it('has no file either when the driver says it in words unknown here, and takes a file', async () => {
    driver.fileError = driverError('unknown error', 'Nothing by that name');
    expect(await phone.documents.pull('x')).to.equal(undefined);
  });

  it('does not take a file service that is down for a missing file, though everything else answers', async () => {
    driver.serviceError = driverError('unknown error', 'Could not start the service com.apple.mobile.house_arrest');
    const { request, reason } = await failureOf(phone.documents.pull('x'));
    expect(request).to.equal('give x');
    expect(reason).to.equal('Could not start the service com.apple.mobile.house_arrest');
    await failureOf(phone.documents.removeFile('x'));
    await failureOf(phone.documents.removeFolder('x'));
  });

  describe('whose app', () => {
    const realNow = performance.now.bind(performance);
    afterEach(() => {
      performance.now = realNow;
    });
    /** Lets ten minutes pass with each look at the clock. */
    const hurry = (): void => {
      let passedMs = 0;
      performance.now = () => realNow() + (passedMs += 600_000);
    };

    for (const [state, runs] of [
      [notRunning, false],
      [2, true],
      [3, true],
      [inForeground, true],
    ] as const) {
      it(`${runs ? 'runs' : 'does not run'} in state ${String(state)}`, async () => {
        driver.states = [state];
        expect(await phone.isAppRunning()).to.equal(runs);
      });
    }

    for (const unknown of [unknownState, null]) {
      it(`is asked again while its state is ${String(unknown)}`, async () => {
        driver.states = [unknown, unknown, inForeground];
        expect(await phone.isAppRunning()).to.equal(true);
        expect(driver.asked).to.have.length(3);
      });

      it(`has not ended when its state stays ${String(unknown)}`, async () => {
        driver.states = [unknown];
        hurry();
        const { request } = await failureOf(phone.isAppRunning());
        expect(request).to.equal("report the app's state");
      });
    }

    it('is ended, and waited for until it is gone', async () => {
      driver.states = [inForeground, inForeground, notRunning];
      await phone.terminateApp();
      const state = 'mobile: queryAppState';
      expect(driver.asked).to.deep.equal([state, 'mobile: terminateApp', state, state]);
    });

    it('is not ended when it does not run', async () => {
      await phone.terminateApp();
      expect(driver.asked).to.deep.equal(['mobile: queryAppState']);
    });
  });

  describe('after a command failed', () => {
    const failure = new CommandFailed('launch the app', 'socket hang up');
    const lossOf = (cause: Loss['cause']): Loss => ({ cause, detail: 'socket hang up' });

    it('is not lost while everything answers, be there an inventory or none', async () => {
      expect(await phone.lossAfter(failure)).to.equal(undefined);
      driver.files.set('@com.example.app:documents/inventory.json', '');
      expect(await phone.lossAfter(failure)).to.equal(undefined);
    });

    it('is lost to the nearest thing that does not answer', async () => {
      driver.serviceError = driverError('unknown error', 'Could not start the service com.apple.mobile.house_arrest');
      expect(await phone.lossAfter(failure)).to.deep.equal(lossOf('files'));
      driver.states = [driverError('unknown error', 'connect ECONNREFUSED')];
      expect(await phone.lossAfter(failure)).to.deep.equal(lossOf('web_driver_agent'));
      driver.states = [driverError('invalid session id', 'A session is either terminated or not started')];
      expect(await phone.lossAfter(failure)).to.deep.equal(lossOf('session'));
      isAttached = false;
      expect(await phone.lossAfter(failure)).to.deep.equal(lossOf('cable'));
      isEndpointThere = false;
      expect(await phone.lossAfter(failure)).to.deep.equal(lossOf('appium'));
    });
  });
});
