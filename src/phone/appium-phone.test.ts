import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { Loss } from '../contract/outcome.js';
import { AppiumPhone, documentsRoots } from './appium-phone.js';
import { CommandFailed, TransferFailed } from './command.js';

const [notRunning, inForeground, unknownState] = [1, 4, 0];
const app = { ipa: 'app.ipa', bundleId: 'com.example.app', build: '1' };

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
  /** What the next pushes come to instead. */
  pushErrors: Error[] = [];
  /** The builds of the apps on the phone, by bundle id. */
  readonly builds = new Map<string, string>();
  isRemovable = true;
  /** What it says when a notification was waited for; undefined when it came. */
  waitError: Error | undefined;

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
      case 'mobile: listApps': {
        const apps = [...this.builds].map(([id, build]) => [id, { CFBundleIdentifier: id, CFBundleVersion: build }]);
        return Promise.resolve(Object.fromEntries(apps));
      }
      case 'mobile: removeApp':
        return Promise.resolve(this.isRemovable);
      case 'mobile: expectNotification':
        return this.waitError ? Promise.reject(this.waitError) : Promise.resolve(null);
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
    const failure = this.pushErrors.shift();
    if (failure) return Promise.reject(failure);
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
  let wayLost: string | undefined;
  beforeEach(() => {
    driver = new FakeDriver();
    [isEndpointThere, isAttached, wayLost] = [true, true, undefined];
    phone = new AppiumPhone(driver as unknown as WebdriverIO.Browser, 'phone-1', app, {
      endpointAnswers: () => Promise.resolve(isEndpointThere),
      isAttached: () => Promise.resolve(isAttached),
      route: { name: 'tunnel', trouble: () => Promise.resolve(undefined), dead: () => Promise.resolve(wayLost) },
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

  it('finds them in the container of a simulator, which simctl names by its data', async () => {
    const way = { endpointAnswers: () => Promise.resolve(true), isAttached: () => Promise.resolve(true) };
    const browser = driver as unknown as WebdriverIO.Browser;
    const simulator = new AppiumPhone(browser, 'simulator-1', app, way, documentsRoots.simulator);
    await simulator.documents.push('jobs/1.json', Buffer.from('text'));
    expect([...driver.files.keys()]).to.deep.equal(['@com.example.app:data/Documents/jobs/1.json']);
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

  it('says which build of the app it has, and none for a phone that has other apps only', async () => {
    driver.builds.set('com.example.other', '7');
    expect(await phone.installedBuild()).to.equal(undefined);
    driver.builds.set(app.bundleId, 'b2');
    expect(await phone.installedBuild()).to.equal('b2');
  });

  it('does not take an app for removed that the driver could not remove', async () => {
    await phone.removeApp();
    driver.isRemovable = false;
    expect((await failureOf(phone.removeApp())).request).to.equal('remove the app');
  });

  describe('that waits for a notification', () => {
    it('has heard it when the driver answers', async () => {
      expect(await phone.awaitNotification('ended', 5000)).to.equal(true);
    });

    it('has not heard it when the time is up', async () => {
      driver.waitError = driverError('timeout', 'Did not receive any expected ended notifications within 5s');
      expect(await phone.awaitNotification('ended', 5000)).to.equal(false);
    });

    it('has failed when the driver does not know how, or loses WebDriverAgent', async () => {
      for (const [code, said] of [
        ['unknown command', 'Unhandled endpoint: /wda/expectNotification'],
        ['unknown error', 'Could not proxy command to the remote server. Original error: timeout of 240000ms exceeded'],
      ] as const) {
        driver.waitError = driverError(code, said);
        expect((await failureOf(phone.awaitNotification('ended', 5000))).reason).to.equal(said);
      }
    });
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

    for (const [state, said] of [
      [notRunning, 'ended'],
      [2, 'running'],
      [3, 'running'],
      [inForeground, 'running'],
      [unknownState, 'unknown'],
      [null, 'unknown'],
      [17, 'unknown'],
    ] as const) {
      it(`is ${said} in state ${String(state)}`, async () => {
        driver.states = [state];
        expect(await phone.appState()).to.equal(said);
      });
    }

    it('is not taken for ended while its state is unknown', async () => {
      driver.states = [unknownState, null, notRunning];
      await phone.terminateApp();
      const state = 'mobile: queryAppState';
      expect(driver.asked).to.deep.equal([state, 'mobile: terminateApp', state, state]);
    });

    it('has not ended when its state stays unknown', async () => {
      driver.states = [unknownState];
      hurry();
      expect((await failureOf(phone.terminateApp())).reason).to.match(/^its state is unknown after/);
    });

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

    it('is lost to a WebDriverAgent that lost its test session, though it answers, with what to do', async () => {
      const orphaned = 'Error Domain=XCTDaemonErrorDomain Code=41 "Not authorized for performing UI testing actions."';
      expect(await phone.lossAfter(new CommandFailed('launch the app', orphaned))).to.deep.equal({
        cause: 'web_driver_agent',
        detail: `${orphaned}; start WebDriverAgent again while the phone is unlocked`,
      });
      driver.states = [driverError('unknown error', orphaned)];
      expect(await phone.lossAfter(failure)).to.have.property('cause', 'web_driver_agent');
    });

    const failing = async (...reasons: readonly string[]): Promise<CommandFailed> => {
      driver.pushErrors = reasons.map((reason) => driverError('unknown error', reason));
      return failureOf(phone.documents.push('jobs/1.json', Buffer.from('1')));
    };

    it('has taken a file that came across the second time', async () => {
      driver.pushErrors = [driverError('unknown error', 'Failed to receive any data within the 10000ms timeout')];
      await phone.documents.push('jobs/1.json', Buffer.from('1'));
      expect([...driver.files.keys()]).to.deep.equal(['@com.example.app:documents/jobs/1.json']);
    });

    it('is lost to a file that did not come across twice, though everything answers again', async () => {
      const said = 'Failed to receive any data within the 10000ms timeout';
      const transfer = await failing(said, said);
      expect(transfer).to.be.instanceOf(TransferFailed);
      expect(await phone.lossAfter(transfer)).to.deep.equal({ cause: 'files', detail: said });
    });

    it('is lost to its tunnel before the driver waits for that, file by file, unless the cable is out', async () => {
      wayLost = 'tunnel lost: the tunnel registry no longer lists the phone';
      const path = 'jobs/1.json';
      const asked = [
        phone.documents.push(path, Buffer.from('1')),
        phone.documents.pull(path),
        phone.documents.removeFile(path),
        phone.documents.removeFolder('jobs'),
      ];
      for (const refused of asked) {
        const failed = await failureOf(refused);
        expect(await phone.lossAfter(failed)).to.deep.equal({ cause: 'tunnel', detail: wayLost });
      }
      expect([driver.files.size, driver.asked.filter((what) => /file|folder/i.test(what))]).to.deep.equal([0, []]);
      isAttached = false;
      expect(await phone.lossAfter(await failureOf(phone.documents.pull(path)))).to.have.property('cause', 'cable');
    });

    it('is not blamed on WebDriverAgent while the driver is busy with a file', async () => {
      driver.states = [driverError('unknown error', 'no answer')];
      const transfer = new TransferFailed('take models/a', 'no answer within 77 s');
      expect(await phone.lossAfter(transfer)).to.have.property('cause', 'files');
    });

    it('is lost to a full disk, with what to do', async () => {
      const full = 'Could not push the file. Original error: Unexpected response ON_SPACE_LEFT';
      expect(await phone.lossAfter(await failing(full, full))).to.deep.equal({
        cause: 'phone',
        detail: 'it has no space left; free some (Settings, General, iPhone Storage) and resume the run',
      });
    });

    for (const [error, refusal, todo] of [
      ['InvalidHostID', 'unpaired', /tap Trust/],
      ['PasswordProtected', 'locked', /unlock it/],
    ] as const) {
      it(`is lost to a phone that says ${error}, which is asked once, with what to do`, async () => {
        const said = `Unexpected data: {"Error":"${error}","Request":"StartSession"}`;
        const transfer = await failing(said, 'asked again');
        expect(transfer.reason).to.equal(said);
        const loss = await phone.lossAfter(transfer);
        expect(loss).to.include({ cause: 'phone', refusal });
        expect(loss?.detail).to.match(todo);
      });
    }

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
