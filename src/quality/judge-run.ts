import { dirname, join } from 'node:path';
import type { Rgb8 } from '../image/rgb.js';
import type { Plan, PlannedLaunch } from '../plan/plan.js';
import { enlargedImages } from '../results/launch-record.js';
import type { EnlargedImage, LaunchRecord } from '../results/launch-record.js';
import { QualityWriter } from '../results/quality-file.js';
import type { JudgedImage } from '../results/quality-file.js';
import { readRun } from '../results/read-run.js';
import { readPlan } from '../results/run-folder.js';
import type { RunFolder } from '../results/run-folder.js';
import { AskedJudge, askedOf, nothingAsked } from './asked.js';
import type { Asked } from './asked.js';
import { isGap } from './gap.js';
import type { QualityGap } from './gap.js';
import { HalfLosses } from './half-losses.js';
import { judgeImage } from './judge-image.js';
import { fileOfOutput, keepAsPng, keepInColour, readOutput } from './outputs.js';
import { gapIn, pictureOf, truthOf } from './picture-of.js';
import type { Made } from './picture-of.js';
import { ReferenceOutputs } from './reference.js';

interface AskedFound {
  readonly found: NonNullable<JudgedImage['asked']>;
  readonly gaps: readonly QualityGap[];
}

/**
 * Judges the enlarged images of a run, each once, and appends what it finds to quality.jsonl. An image that lacks figures
 * which are asked for gets another line with these as well.
 */
export class RunJudge {
  readonly #folder: RunFolder;
  readonly #plan: Plan;
  readonly #launches: ReadonlyMap<string, PlannedLaunch>;
  readonly #references: ReferenceOutputs;
  readonly #asked: AskedJudge;
  readonly #halfLosses = new HalfLosses();
  #writer: QualityWriter | undefined;

  constructor(folder: RunFolder, asked: Asked) {
    this.#folder = folder;
    this.#plan = readPlan(folder);
    this.#launches = new Map(this.#plan.launches.map((launch) => [launch.id, launch]));
    this.#references = new ReferenceOutputs(join(dirname(folder.path), '.references'));
    this.#asked = new AskedJudge(asked);
  }

  /** Judges what a launch enlarged and has no figures yet, or too few. Returns what cannot be judged. */
  async judge(udid: string, record: LaunchRecord): Promise<QualityGap[]> {
    const planned = this.#launches.get(record.finished.launch);
    if (planned === undefined) return [];
    const gaps: QualityGap[] = [];
    for (const enlarged of enlargedImages(record)) {
      if (enlarged.judged !== undefined && this.#asked.lacking(enlarged.judged.asked).length === 0) continue;
      gaps.push(...(await this.#judgeOne(udid, planned, enlarged)));
    }
    return gaps;
  }

  async close(): Promise<void> {
    this.#writer?.close();
    await this.#references.close();
    await this.#asked.close();
  }

  async #judgeOne(udid: string, planned: PlannedLaunch, enlarged: EnlargedImage): Promise<readonly QualityGap[]> {
    const { image, sha256 } = enlarged;
    const output = await readOutput(this.#folder, sha256, enlarged);
    if (output === undefined) {
      return [{ kind: 'output', launch: planned.id, image, file: fileOfOutput(this.#folder, sha256) }];
    }
    const plan = this.#plan;
    await keepAsPng(this.#folder, sha256, output);
    const made = { plan, planned, enlarged, output };
    const picture = pictureOf(made);
    if (isGap(picture)) return [picture];
    if (picture !== output) await keepInColour(this.#folder, enlarged, picture);
    const figures = enlarged.judged ?? (await this.#figures(udid, made, picture));
    if (isGap(figures)) return [figures];
    const { found, gaps } = await this.#askedFigures(made, picture);
    const line = { ...figures, ...(Object.keys(found).length > 0 && { asked: { ...figures.asked, ...found } }) };
    if (enlarged.judged === undefined || line.asked !== enlarged.judged.asked) {
      this.#writer ??= new QualityWriter(this.#folder);
      this.#writer.append(line);
    }
    return gaps;
  }

  async #figures(udid: string, made: Made, picture: Rgb8): Promise<JudgedImage | QualityGap> {
    const { planned, enlarged, output } = made;
    const comparison = { ...made, output: picture, written: output, references: this.#references };
    const figures = await judgeImage(comparison);
    if (isGap(figures)) return figures;
    const halfLosses = await this.#halfLosses.of(made);
    return {
      ...{ udid, launch: planned.id, image: enlarged.image, output: enlarged.sha256 },
      ...figures,
      ...(halfLosses.length > 0 && { halfLosses: [...halfLosses] }),
    };
  }

  /** What could be computed, and what could not: a network that is gone takes no other figure with it. Nothing without a true image. */
  async #askedFigures(made: Made, picture: Rgb8): Promise<AskedFound> {
    const names = this.#asked.lacking(made.enlarged.judged?.asked);
    const truth = names.length === 0 ? undefined : truthOf(made);
    if (truth === undefined) return { found: {}, gaps: [] };
    if (isGap(truth)) return { found: {}, gaps: [truth] };
    const { figures, changedNetworks } = await this.#asked.figures(names, {
      ...{
        picture,
        outputSha256: made.enlarged.sha256,
        truth: truth.pixels,
        truthFile: truth.file,
        border: truth.scale,
      },
    });
    const gaps = changedNetworks.map((file) => gapIn('network', file, made.planned, made.enlarged));
    return { found: figures, gaps };
  }
}

/** Launches that enlarge nothing may hold millions of samples, which say nothing here. */
const enlarges = (planned: PlannedLaunch | undefined): boolean =>
  planned?.kind === 'quality' || (planned?.job.steps.some((step) => step.do === 'quality') ?? false);

/**
 * Judges everything in a run that has no figures yet, or lacks those that its sweep or `more` asks for. Returns what cannot be
 * judged.
 */
export async function judgeRun(folder: RunFolder, more: Asked = nothingAsked): Promise<readonly QualityGap[]> {
  const judge = new RunJudge(folder, askedOf(readPlan(folder), more));
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
