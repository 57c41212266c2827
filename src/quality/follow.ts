import { setTimeout as sleep } from 'node:timers/promises';
import { plannedLaunches } from '../plan/on-demand.js';
import { followJournal } from '../results/journal.js';
import type { Finished, Session } from '../results/journal.js';
import { launchRecord } from '../results/launch-record.js';
import { mendQuality, readQuality } from '../results/quality-file.js';
import type { JudgedImage } from '../results/quality-file.js';
import { journaledPhones, journalFile, readPlan } from '../results/run-folder.js';
import type { RunFolder } from '../results/run-folder.js';
import { askedOf, nothingAsked } from './asked.js';
import { explainGap } from './gap.js';
import type { QualityGap } from './gap.js';
import { judgeRun, RunJudge } from './judge-run.js';
import { groupBy } from '../results/group-by.js';

/** What the run writes to a judge's standard input when no more will come. */
export const finishWord = 'finish';

const lookEveryMs = 500;

/**
 * Judges the launches of a run as its journals grow. `isFinished` says that no more will come: it then judges what is
 * left and returns. Each launch is looked at once; what cannot be judged now is asked for again with the tables. Figures that
 * the sweep asks for take seconds each, so they come when the phones are free.
 */
export async function followRun(folder: RunFolder, isFinished: () => boolean): Promise<void> {
  for (const sentence of mendQuality(folder)) console.error(sentence);
  const plan = readPlan(folder);
  const judge = new RunJudge(folder, nothingAsked);
  const find = plannedLaunches(plan);
  const judged = byLaunch(readQuality(folder));
  const journals = new Map<string, ReturnType<typeof followJournal>>();
  const sessions = new Map<string, Session>();
  const said = new Set<string>();
  const say = (gap: QualityGap): void => {
    const sentence = explainGap(gap);
    if (!said.has(sentence)) console.error(sentence);
    said.add(sentence);
  };
  const look = async (): Promise<void> => {
    for (const udid of journaledPhones(folder)) {
      const journal = journals.get(udid) ?? followJournal(journalFile(folder, udid));
      journals.set(udid, journal);
      for (const entry of journal.read()) {
        if (entry.type === 'session') sessions.set(udid, entry);
        if (entry.type === 'finished') await judgeEnded(udid, entry);
      }
    }
  };
  const judgeEnded = async (udid: string, finished: Finished): Promise<void> => {
    const session = sessions.get(udid);
    if (session === undefined) return;
    const known = judged.get(keyOf(udid, finished.launch)) ?? [];
    for (const gap of await judge.judge(udid, launchRecord(folder, find(finished.launch), session, finished, known))) {
      say(gap);
    }
  };
  try {
    for (;;) {
      // Asked before the look, so that what came until then is seen by it.
      const wasFinished = isFinished();
      await look();
      if (wasFinished) break;
      await sleep(lookEveryMs);
    }
  } finally {
    await judge.close();
  }
  const { metrics, networks } = askedOf(plan);
  if (metrics.length > 0 || Object.keys(networks).length > 0) (await judgeRun(folder)).forEach(say);
}

const keyOf = (udid: string, launch: string): string => `${udid}/${launch}`;

const byLaunch = (images: readonly JudgedImage[]): ReadonlyMap<string, readonly JudgedImage[]> =>
  groupBy(images, ({ udid, launch }) => keyOf(udid, launch));
