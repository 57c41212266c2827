import { dirname, join } from 'node:path';
import type { Plan, PlannedLaunch } from '../plan/plan.js';
import { enlargedImages } from '../results/launch-record.js';
import type { EnlargedImage, LaunchRecord } from '../results/launch-record.js';
import { QualityWriter } from '../results/quality-file.js';
import { readRun } from '../results/read-run.js';
import { readPlan } from '../results/run-folder.js';
import type { RunFolder } from '../results/run-folder.js';
import { isGap } from './gap.js';
import type { QualityGap } from './gap.js';
import { HalfLosses } from './half-losses.js';
import { judgeImage } from './judge-image.js';
import { fileOfOutput, keepAsPng, keepInColour, readOutput } from './outputs.js';
import { pictureOf } from './picture-of.js';
import { ReferenceOutputs } from './reference.js';

/** Judges the enlarged images of a run, each once, and appends what it finds to quality.jsonl. */
export class RunJudge {
  readonly #folder: RunFolder;
  readonly #plan: Plan;
  readonly #launches: ReadonlyMap<string, PlannedLaunch>;
  readonly #references: ReferenceOutputs;
  readonly #halfLosses = new HalfLosses();
  #writer: QualityWriter | undefined;

  constructor(folder: RunFolder) {
    this.#folder = folder;
    this.#plan = readPlan(folder);
    this.#launches = new Map(this.#plan.launches.map((launch) => [launch.id, launch]));
    this.#references = new ReferenceOutputs(join(dirname(folder.path), '.references'));
  }

  /** Judges what a launch enlarged and has no figures yet. Returns what cannot be judged. */
  async judge(udid: string, record: LaunchRecord): Promise<QualityGap[]> {
    const planned = this.#launches.get(record.finished.launch);
    if (planned === undefined) return [];
    const gaps: QualityGap[] = [];
    for (const enlarged of enlargedImages(record).filter(({ judged }) => judged === undefined)) {
      const gap = await this.#judgeOne(udid, planned, enlarged);
      if (gap) gaps.push(gap);
    }
    return gaps;
  }

  async close(): Promise<void> {
    this.#writer?.close();
    await this.#references.close();
  }

  async #judgeOne(udid: string, planned: PlannedLaunch, enlarged: EnlargedImage): Promise<QualityGap | undefined> {
    const { image, sha256 } = enlarged;
    const output = await readOutput(this.#folder, sha256, enlarged);
    if (output === undefined) {
      return { kind: 'output', launch: planned.id, image, file: fileOfOutput(this.#folder, sha256) };
    }
    const plan = this.#plan;
    await keepAsPng(this.#folder, sha256, output);
    const picture = pictureOf({ plan, planned, enlarged, output });
    if (isGap(picture)) return picture;
    if (picture !== output) await keepInColour(this.#folder, enlarged, picture);
    const comparison = { plan, planned, enlarged, output: picture, written: output, references: this.#references };
    const figures = await judgeImage(comparison);
    if (isGap(figures)) return figures;
    const halfLosses = await this.#halfLosses.of({ plan, planned, enlarged, output });
    this.#writer ??= new QualityWriter(this.#folder);
    const found = { ...figures, ...(halfLosses.length > 0 && { halfLosses: [...halfLosses] }) };
    this.#writer.append({ udid, launch: planned.id, image, output: sha256, ...found });
    return undefined;
  }
}

/** Launches that enlarge nothing may hold millions of samples, which say nothing here. */
const enlarges = (planned: PlannedLaunch | undefined): boolean =>
  planned?.kind === 'quality' || (planned?.job.steps.some((step) => step.do === 'quality') ?? false);

/** Judges everything in a run that has no figures yet. Returns what cannot be judged. */
export async function judgeRun(folder: RunFolder): Promise<readonly QualityGap[]> {
  const judge = new RunJudge(folder);
  try {
    const gaps: QualityGap[] = [];
    for (const { udid, launches } of readRun(folder, enlarges)) {
      for (const record of launches) gaps.push(...(await judge.judge(udid, record)));
    }
    return gaps;
  } finally {
    await judge.close();
  }
}
