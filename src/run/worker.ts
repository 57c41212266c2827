import type { Context } from 'mocha';
import { explain, explainLoss } from '../contract/outcome.js';
import type { Outcome } from '../contract/outcome.js';
import { isInGrid } from '../lab/grid-looks.js';
import { endpointAnswers, endpointUrl } from '../lab/lab.js';
import type { Endpoint } from '../lab/lab.js';
import { AppiumPhone, documentsRoots } from '../phone/appium-phone.js';
import type { WayToPhone } from '../phone/appium-phone.js';
import { CommandFailed } from '../phone/command.js';
import { isAttached } from '../phone/discovery.js';
import type { Phone } from '../phone/phone.js';
import { routeTo } from '../phone/tunnel.js';
import type { Route } from '../phone/tunnel.js';
import type { Target } from '../phone/target.js';
import { testLimitMs } from '../plan/limits.js';
import type { Plan, PlannedLaunch } from '../plan/plan.js';
import { readJournal } from '../results/journal.js';
import { journalFile, readPlan } from '../results/run-folder.js';
import type { RunFolder } from '../results/run-folder.js';
import { recordBug } from './bugs.js';
import { hostFailure } from './host-failure.js';
import { endLostSession } from './lost-session.js';
import { runLaunch } from './launch.js';
import type { Attempt } from './launch.js';
import { dueBefore, runInOrder, runOnDemand } from './on-demand.js';
import { refuseOtherPhone } from './other-phone.js';
import { anchorsToTry, remaining } from './remaining.js';
import { carryOutWithRetry, isGivenUp } from './retry.js';
import type { Standing } from './retry.js';
import { closeSession, openSession } from './session.js';
import type { Session } from './session.js';
import { phoneVariable, readWorkerState, runVariable } from './state.js';
import type { WorkerState } from './state.js';

type CarryOut = (session: Session, planned: PlannedLaunch) => Promise<Attempt>;

/** The worker of one phone, as a suite in specs/ uses it: one Mocha test a launch. */
export class Worker {
  readonly plan: Plan;
  readonly target: Target;
  /** The launches to carry out. */
  readonly due: readonly PlannedLaunch[];
  /** The anchors to measure between them. */
  readonly anchors: readonly PlannedLaunch[];
  readonly #state: WorkerState;
  #session: Session | undefined;
  #browser: WebdriverIO.Browser | undefined;
  /** Set when the phone is lost or we made a mistake: what follows is left to the next worker. */
  #isOver = false;
  #isBusy = false;

  constructor(state: WorkerState) {
    const { folder, phone } = state;
    this.#state = state;
    this.target = phone.target;
    this.plan = readPlan(folder);
    const journal = readJournal(journalFile(folder, this.target.udid));
    this.due = remaining(this.plan, this.target, journal, phone).due;
    this.anchors = anchorsToTry(this.plan, journal, phone.journaled);
  }

  /** The worker that the service's hooks prepared this process for. */
  static ofThisProcess(): Worker {
    const udid = process.env[phoneVariable] ?? '';
    const state = readWorkerState(process.env[runVariable] ?? '', udid);
    try {
      return new Worker(state);
    } catch (error) {
      recordUnlessExpected(state.folder, `${udid} loading the suite`, error);
      throw error;
    }
  }

  get folder(): RunFolder {
    return this.#state.folder;
  }

  get session(): Session {
    if (this.#session === undefined) throw new Error('the phone has not been taken');
    return this.#session;
  }

  /** The body of the suite's `before` hook. `first` is done to the phone before the app is looked for on it. */
  async takePhone(browser: WebdriverIO.Browser, first?: (phone: Phone) => Promise<void>): Promise<void> {
    this.#browser = browser;
    const { folder, app, endpoint } = this.#state;
    const { udid, grid, simulator = false } = this.target;
    const own = grid === undefined ? app : { ...app, ipa: grid.ipa };
    const root = documentsRoots[simulator ? 'simulator' : 'phone'];
    const phone = new AppiumPhone(browser, udid, own, await wayTo(this.target, endpoint), root);
    await this.guard('take the phone', async () => {
      if (grid !== undefined) await refuseOtherPhone(browser, this.target);
      await first?.(phone);
      this.#session = await openSession(phone, this.target, { folder, plan: this.plan, appBuild: app.build });
    });
  }

  /** The body of the suite's `after` hook. */
  async releasePhone(): Promise<void> {
    const session = this.#session;
    if (session) await this.guard('let go of the phone', () => closeSession(session, this.#isOver));
    if (this.#browser !== undefined && this.#isOver) await endLostSession(this.#browser);
  }

  /** The body of a test: carries out a launch, and tells Mocha how it ended. */
  async test(context: Context, planned: PlannedLaunch, carryOut: CarryOut = runLaunch): Promise<void> {
    const outcome = await this.attempt(context, planned, carryOut);
    if (outcome.status === 'unsupported') context.skip();
    if (outcome.status !== 'ok') throw new Error(explain(outcome));
  }

  /**
   * Carries out a launch, and what has to come right before it, and gives its outcome. One that failed is tried once more
   * at once. What is quarantined is skipped. Throws when an attempt was lost: then the tests after it are skipped.
   */
  async attempt(context: Context, planned: PlannedLaunch, carryOut: CarryOut): Promise<Outcome> {
    // Mocha goes on after a test that took too long, while what it began still has the phone.
    if (this.#isOver || this.#isBusy || isGivenUp(this.#standing, planned)) context.skip();
    return carryOutWithRetry(
      this.#standing,
      planned,
      (launch) => this.#once(context, launch, carryOut),
      (anchor) => this.#once(context, anchor, runOnDemand),
    );
  }

  get #standing(): Standing {
    const { plan, target, session } = this;
    return { plan, target, since: this.#state.phone, entries: () => session.journal.entries };
  }

  async #once(context: Context, planned: PlannedLaunch, carryOut: CarryOut): Promise<Outcome> {
    const before = dueBefore(this.session, planned);
    const { speed } = this.session.experience;
    context.timeout(testLimitMs(this.plan, planned, speed) + (before ? testLimitMs(this.plan, before, speed) : 0));
    this.#isBusy = true;
    const attempt = await this.guard(planned.id, () => runInOrder(this.session, planned, carryOut));
    this.#isBusy = false;
    if (attempt.ended === 'finished') return attempt.outcome;
    this.#isOver = true;
    throw new Error(`${planned.id} was lost and is still owed: ${explainLoss(attempt.loss)}`);
  }

  /** The test of an anchor, which comes in the midst of the launches. */
  testAnchor(context: Context, anchor: PlannedLaunch): Promise<void> {
    return this.test(context, anchor, runOnDemand);
  }

  /** Leaves the stack of a mistake of our own in the run's log, and ends the worker. */
  async guard<Result>(about: string, action: () => Promise<Result>): Promise<Result> {
    try {
      return await action();
    } catch (error) {
      this.#isOver = true;
      recordUnlessExpected(this.folder, `${this.target.udid} ${about}`, error);
      throw error;
    }
  }
}

/** Whether the tunnel of another host still answers is only known there. */
const elsewhere = (name: Route['name']): Route => ({
  name,
  trouble: () => Promise.resolve(undefined),
  dead: () => Promise.resolve(undefined),
});

/** The nearer parts of the way to a phone: of a simulator none is, and through a Grid its hub is asked for all. */
async function wayTo(target: Target, endpoint: Endpoint): Promise<WayToPhone> {
  const { udid, grid, simulator = false } = target;
  if (grid !== undefined) {
    const url = endpointUrl(endpoint);
    return {
      // Of a phone that is not there the Grid does not tell whether its node, its Appium or its cable failed.
      endpointAnswers: () => isInGrid(url, udid),
      isAttached: () => Promise.resolve(true),
      isOnThisHost: false,
      route: grid.route && elsewhere(grid.route),
    };
  }
  return {
    endpointAnswers: () => endpointAnswers(endpoint),
    isAttached: () => (simulator ? Promise.resolve(true) : isAttached(udid)),
    route: simulator ? undefined : await routeTo(target),
  };
}

/** What a phone or this host could not do is not a mistake of our own. */
function recordUnlessExpected(folder: RunFolder, about: string, error: unknown): void {
  if (error instanceof CommandFailed || hostFailure(error) !== undefined) return;
  recordBug(folder, about, error);
}
