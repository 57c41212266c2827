import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Loss, Outcome } from '../contract/outcome.js';
import { outFolder } from '../contract/paths.js';
import { CommandFailed, TransferFailed, WayLost } from '../phone/command.js';
import { lockedSentence } from '../phone/launch-refusal.js';
import type { PlannedLaunch } from '../plan/plan.js';
import { digestOfEvents } from '../results/read-events.js';
import { conductLaunch } from './conduct-launch.js';
import type { DuringLaunch } from './conduct-launch.js';
import { hostFailure } from './host-failure.js';
import { isLocked } from './locked.js';
import type { Session } from './session.js';

/** How an attempt at a launch ended. A lost launch is not a result, and is still owed. */
export type Attempt =
  { readonly ended: 'finished'; readonly outcome: Outcome } | { readonly ended: 'lost'; readonly loss: Loss };

/**
 * Carries out one planned launch and writes into the journal what became of it. What arrived damaged on the phone is sent once
 * more: twice is not chance. A mistake of our own is not caught: the launch then has no end in the journal, and is still owed.
 */
export const runLaunch = (session: Session, planned: PlannedLaunch, during?: DuringLaunch): Promise<Attempt> =>
  attemptLaunch(session, planned, during, 1);

const sends = 2;

async function attemptLaunch(
  session: Session,
  planned: PlannedLaunch,
  during: DuringLaunch | undefined,
  turn: number,
): Promise<Attempt> {
  const { journal } = session;
  const { id: launch } = planned;
  const startedAt = now();
  const loseTo = (loss: Loss): Attempt => {
    // A full disk may refuse this line too. The launch is owed either way.
    tryOnDisk(() => {
      journal.append({ type: 'lost', at: now(), launch, startedAt, loss });
    });
    return lost(loss);
  };
  try {
    journal.append({ type: 'started', at: startedAt, launch });
    const way = await session.phone.route?.trouble();
    if (way?.isLost) throw new WayLost('be reached', way.clause);
    const conducted = await conductLaunch(session, planned, during);
    if (conducted.ended === 'lost') {
      const { loss } = conducted;
      const attempt = loseTo(await withTrouble(session, loss));
      // The app says so before it touches a model.
      if (loss.cause !== 'files' || turn === sends) return attempt;
      session.files.forget(planned.job.files);
      return await attemptLaunch(session, planned, during, turn + 1);
    }
    const { outcome, events, name, disturbed } = conducted;
    const wayTrouble = (await session.phone.route?.trouble())?.clause;
    journal.append({
      type: 'finished',
      at: now(),
      launch,
      startedAt,
      outcome,
      ...(events !== undefined && { events, ...digestOfEvents(readFileSync(join(session.folder.path, events))) }),
      ...(disturbed !== undefined && { disturbed }),
      ...(wayTrouble !== undefined && { wayTrouble }),
    });
    session.experience.lastLaunchWorked = true;
    if (outcome.status === 'ok' && planned.kind === 'quality') await tidyUp(session, name);
    return { ended: 'finished', outcome };
  } catch (error) {
    const failure = await failureOf(session, error);
    if (failure.ended === 'lost') return loseTo(await withTrouble(session, failure.loss));
    journal.append({ type: 'finished', at: now(), launch, startedAt, outcome: failure.outcome });
    return failure;
  }
}

const now = (): string => new Date().toISOString();

/**
 * Rethrows what is neither the phone's nor the host's failure. A refusal is the launch's own only where the launch before
 * it worked: a locked phone or a full one refuses them all, and they are still owed.
 */
async function failureOf({ phone, experience }: Session, error: unknown): Promise<Attempt> {
  const detail = hostFailure(error);
  if (detail !== undefined) return lost({ cause: 'host', detail });
  if (!(error instanceof CommandFailed)) throw error;
  const loss = await phone.lossAfter(error);
  if (loss) return lost(loss);
  if (error instanceof TransferFailed)
    return lost({ cause: 'files', detail: `it did not ${error.request}: ${error.reason}` });
  const { request, reason } = error;
  const couldWork = experience.lastLaunchWorked;
  experience.lastLaunchWorked = false;
  if (await isLocked(phone)) return lost({ cause: 'phone', detail: lockedSentence });
  // Neither has anything to do with the model, so it is no result of it.
  const isAboutApp = request === 'launch the app' || request === 'end the app';
  if (!couldWork || isAboutApp) return lost({ cause: 'phone', detail: `it did not ${request}: ${reason}` });
  return { ended: 'finished', outcome: { status: 'refused', request, reason } };
}

/** A loss that came with the loss of the way says so. */
async function withTrouble({ phone }: Session, loss: Loss): Promise<Loss> {
  if (loss.cause === 'tunnel') return loss;
  const trouble = await phone.route?.trouble();
  return trouble === undefined ? loss : { ...loss, detail: `${loss.detail}; ${trouble.clause}` };
}

const lost = (loss: Loss): Attempt => ({ ended: 'lost', loss });

/** Outputs are large. Jobs and events stay until the phone is let go, since each removal costs the phone time. */
async function tidyUp({ files }: Session, name: string): Promise<void> {
  try {
    await files.removeFolder(outFolder(name));
  } catch (error) {
    // The next command shows whether the phone is lost; this launch is whole.
    if (!(error instanceof CommandFailed)) throw error;
  }
}

function tryOnDisk(write: () => void): void {
  try {
    write();
  } catch (error) {
    if (hostFailure(error) === undefined) throw error;
  }
}
