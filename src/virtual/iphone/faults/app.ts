import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, renameSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { statusIn } from '../../../contract/events.js';
import { statusPath } from '../../../contract/paths.js';
import type { Launch } from '../launch.js';
import { eventsOf, launchNameIn } from './begun.js';
import type { Trouble } from './fault.js';
import { maybeAt } from './moment.js';

/** The app stops within a step: nothing of it moves any more, nor does its heart. */
export const hang = (turn: number, step?: string): Trouble =>
  maybeAt(turn, step, ({ child }, struck) => {
    if (child.kill('SIGSTOP')) struck();
  });

const beatMs = 1000;

/**
 * A compilation never ends, and the app's heart beats on for ever. The process is stopped, and its heartbeat is written for
 * it: a thread of the app does that on an iPhone.
 */
export const endlessCompile = (turn: number): Trouble =>
  maybeAt(turn, 'compile', (launch, struck) => {
    const { app, args, child } = launch;
    const events = eventsOf(launch);
    const name = launchNameIn(args);
    if (events === undefined || name === undefined || !child.kill('SIGSTOP')) return;
    forgetAfterStart(events, 'compile');
    const status = join(app.container, 'Documents', statusPath(name));
    let heartbeat = 1000;
    const timer = setInterval(() => {
      const now = existsSync(status) ? statusIn(readFileSync(status, 'utf8')) : undefined;
      if (now === undefined) return;
      writeFileSync(`${status}.beat`, JSON.stringify({ ...now, heartbeat: heartbeat++ }));
      renameSync(`${status}.beat`, status);
    }, beatMs);
    child.once('exit', () => {
      clearInterval(timer);
    });
    struck();
  });

/** A small model may be compiled before anybody sees that it began. What came after that is taken back. */
function forgetAfterStart(events: string, step: string): void {
  const text = readFileSync(events, 'utf8');
  const start = text.indexOf(`"do":"${step}"`);
  truncateSync(events, text.indexOf('\n', start) + 1);
}

/** A status.json, and an event without figures, fit into what is left; a result with figures or a picture does not. */
const roomBytes = 200;

/**
 * The disk is full for what the app writes from a step on: no file of it may grow beyond what its events are now and a
 * little more. It takes `prlimit` of util-linux; without it nothing strikes.
 */
export const appDiskFull = (turn: number, step?: string): Trouble =>
  maybeAt(turn, step, (launch, struck) => {
    const events = eventsOf(launch);
    if (events !== undefined && limitFiles(launch, statSync(events).size + roomBytes)) struck();
  });

function limitFiles({ child: { pid } }: Launch, bytes: number): boolean {
  if (pid === undefined) return false;
  try {
    execFileSync('prlimit', ['--pid', String(pid), `--fsize=${String(bytes)}`], { stdio: 'ignore' });
    return true;
  } catch {
    // There is no such program, or the app is over already.
    return false;
  }
}
