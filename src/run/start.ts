import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { firstLightPlan } from '../first-light/plan.js';
import { readLab } from '../plan/lab.js';
import type { LabDevice } from '../plan/lab.js';
import { makePlan } from '../plan/make-plan.js';
import type { Plan } from '../plan/plan.js';
import type { Sweep } from '../plan/sweep.js';
import { upscalePlan } from '../plan/upscale-plan.js';
import type { Upscale } from '../plan/upscale-plan.js';
import { projectRoot } from '../project.js';
import { writeProvenance } from '../results/provenance.js';
import { createRunFolder, logFile, openRunFolder, planFile, readPlan } from '../results/run-folder.js';
import type { RunFolder } from '../results/run-folder.js';
import { startAppium } from '../phone/appium.js';
import { capabilitiesFor } from '../phone/capabilities.js';
import { attachedPhones } from '../phone/discovery.js';
import { readHarnessApp } from '../phone/harness-app.js';
import { writeRunState } from './state.js';
import type { RunState } from './state.js';
import { chooseTargets } from '../phone/target.js';

/** What to run. */
export type Work =
  | { readonly kind: 'sweep'; readonly sweep: Sweep; readonly resultsRoot: string }
  | { readonly kind: 'upscale'; readonly upscale: Upscale; readonly resultsRoot: string }
  | { readonly kind: 'first_light'; readonly resultsRoot: string }
  | { readonly kind: 'resume'; readonly run: string };

/** On which phones, with which app. */
export interface Where {
  readonly ipa: string;
  readonly udid?: string | undefined;
  /** Phones the lab knows, from its file or from a virtual lab. */
  readonly lab: readonly LabDevice[];
  readonly appiumPort?: number | undefined;
}

export interface StartedRun {
  readonly state: RunState;
  /** Ends what `startRun` started. */
  readonly stop: () => Promise<void>;
}

/** Everything before the first worker: plan, run folder, phones, Appium. Throws a Problem for whatever the user can mend. */
export async function startRun(work: Work, { ipa, udid, lab, appiumPort }: Where): Promise<StartedRun> {
  const targets = chooseTargets(await attachedPhones(), lab, udid);
  const app = readHarnessApp(ipa);
  const folder = await folderOf(work);
  const phones = [];
  for (const target of targets) phones.push({ target, capabilities: await capabilitiesFor(target) });
  const appium = await startAppium(logFile(folder, 'appium'), appiumPort);
  const state: RunState = { folder, appiumPort: appium.port, app, phones };
  writeRunState(state);
  return { state, stop: () => appium.stop() };
}

/** What the work comes to, before any phone is asked. */
export function planOf(work: Work): Promise<Plan> {
  switch (work.kind) {
    case 'resume':
      return Promise.resolve(readPlan(openRunFolder(work.run)));
    case 'sweep':
      return makePlan(work.sweep, inputsUnder(work.resultsRoot));
    case 'upscale':
      return upscalePlan(work.upscale, inputsUnder(work.resultsRoot));
    case 'first_light':
      return firstLightPlan(inputsUnder(work.resultsRoot));
  }
}

async function folderOf(work: Work): Promise<RunFolder> {
  const plan = await planOf(work);
  // A run whose plan is on disk goes on with it; models and images that changed since are noticed when pushed.
  if (work.kind === 'resume') return openRunFolder(work.run);
  return begun(plan, sourceOf(work), work.resultsRoot);
}

function sourceOf(work: Exclude<Work, { kind: 'resume' }>): string {
  switch (work.kind) {
    case 'sweep':
      return work.sweep.path;
    case 'upscale':
      return work.upscale.images.join(' ');
    case 'first_light':
      return 'first light';
  }
}

/** Raw pictures are kept beside the runs, by their content. */
const inputsUnder = (resultsRoot: string): string => resolve(resultsRoot, '.inputs');

async function begun(plan: Plan, source: string, resultsRoot: string): Promise<RunFolder> {
  const folder = createRunFolder(resultsRoot, plan.name, new Date());
  writeFileSync(planFile(folder), JSON.stringify(plan));
  await writeProvenance(folder, plan, { version: packageVersion(), root: projectRoot, source });
  return folder;
}

function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as { version: string };
  return version;
}

/** The lab file's phones: of the one that is named, else of the lab.yaml that `setup` left in this folder, if any. */
export function labDevices(path: string | undefined): LabDevice[] {
  if (path !== undefined) return readLab(path);
  return existsSync('lab.yaml') ? readLab('lab.yaml') : [];
}
