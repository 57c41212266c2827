import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Command } from '../rig/command.js';
import { descendantsOf } from '../rig/processes.js';
import { filledIn, isDue } from './expressions.js';
import type { Contexts, Status } from './expressions.js';
import type { Job, Step, Workflow } from './workflow.js';

/** A machine with a runner: what a job finds there, and what it leaves. */
export interface Machine {
  /** Its checkout. */
  readonly workspace: string;
  /** Emptied before each job. */
  readonly temp: string;
  /** Where artifacts land, and come from, a folder each. */
  readonly artifacts: string;
  readonly env: Readonly<Record<string, string>>;
  /** What actions/checkout does there with a ref and a folder of the workspace. */
  readonly checkOut: (ref: string | undefined, folder: string) => void;
}

/** What begins a job. */
export interface Event {
  /** The context `github`. */
  readonly github: Readonly<Record<string, unknown>>;
  readonly needs?: Readonly<Record<string, { readonly result: string }>>;
  /** Somebody cancels the job when the step of this name writes such a line. */
  readonly cancel?: { readonly step: string; readonly at: RegExp };
}

export type StepEnd = 'success' | 'failure' | 'cancelled' | 'skipped';

export interface JobEnd {
  readonly result: Status | 'skipped';
  /** How each step ended, by its name or its action or command. */
  readonly steps: Readonly<Record<string, StepEnd>>;
  /** The Markdown that the job's page shows. */
  readonly summary: string;
  /** All that its steps wrote. */
  readonly log: string;
}

/**
 * Carries a job out as GitHub's runner does: steps in order, each in a shell of its own, its conditions, what it writes into
 * GITHUB_ENV and GITHUB_STEP_SUMMARY, and when it is cancelled a signal to the step's process alone.
 */
export async function runJob(workflow: Workflow, id: string, machine: Machine, event: Event): Promise<JobEnd> {
  const job = workflow.jobs[id];
  if (job === undefined) throw new Error(`no job ${id}`);
  const { github, needs = {} } = event;
  const needed: Status = Object.values(needs).every(({ result }) => result === 'success') ? 'success' : 'failure';
  if (!isDue(job.if, { github, needs }, needed)) return { result: 'skipped', steps: {}, summary: '', log: '' };
  return new Running(workflow, job, machine, event).toItsEnd();
}

class Running {
  readonly workflow: Workflow;
  readonly job: Job;
  readonly machine: Machine;
  readonly event: Event;
  #status: Status = 'success';
  readonly #env: Record<string, string> = {};
  readonly #files: { readonly env: string; readonly summary: string };
  readonly #log: string[] = [];

  constructor(workflow: Workflow, job: Job, machine: Machine, event: Event) {
    this.workflow = workflow;
    this.job = job;
    this.machine = machine;
    this.event = event;
    rmSync(machine.temp, { recursive: true, force: true });
    mkdirSync(machine.temp, { recursive: true });
    this.#files = { env: join(machine.temp, 'env'), summary: join(machine.temp, 'summary') };
    for (const file of Object.values(this.#files)) writeFileSync(file, '');
  }

  async toItsEnd(): Promise<JobEnd> {
    const steps: Record<string, StepEnd> = {};
    for (const step of this.job.steps) {
      const end = isDue(step.if, this.#contexts(), this.#status) ? await this.#do(step) : 'skipped';
      steps[nameOf(step)] = end;
      if (end === 'cancelled') this.#status = 'cancelled';
      if (end === 'failure' && step['continue-on-error'] !== true && this.#status === 'success')
        this.#status = 'failure';
    }
    return {
      result: this.#status,
      steps,
      summary: readFileSync(this.#files.summary, 'utf8'),
      log: this.#log.join('\n'),
    };
  }

  #contexts(): Contexts {
    const { github, needs = {} } = this.event;
    return { github, needs, env: this.#env };
  }

  async #do(step: Step): Promise<StepEnd> {
    if (step.uses !== undefined) return this.#use(step.uses, step.with ?? {});
    return this.#execute(step, filledIn(step.run ?? '', this.#contexts()));
  }

  #use(action: string, given: NonNullable<Step['with']>): StepEnd {
    const value = (key: string): string | undefined =>
      given[key] === undefined ? undefined : filledIn(String(given[key]), this.#contexts());
    const { workspace, artifacts, checkOut } = this.machine;
    const artifact = join(artifacts, value('name') ?? '');
    const path = resolve(workspace, value('path') ?? '.');
    switch (action.split('@')[0]) {
      case 'actions/checkout':
        checkOut(value('ref'), path);
        return 'success';
      case 'actions/setup-node':
        return 'success';
      case 'actions/upload-artifact':
        if (existsSync(path)) cpSync(path, artifact, { recursive: true });
        return 'success';
      case 'actions/download-artifact':
        if (!existsSync(artifact)) return 'failure';
        cpSync(artifact, path, { recursive: true });
        return 'success';
      default:
        throw new Error(`nobody knows here what ${action} does`);
    }
  }

  async #execute(step: Step, text: string): Promise<StepEnd> {
    if (this.workflow.defaults?.run.shell !== 'bash') throw new Error('only the shell bash is known here');
    const script = join(this.machine.temp, 'step.sh');
    writeFileSync(script, text);
    const ofStep: Record<string, string> = {};
    for (const [name, value] of Object.entries(step.env ?? {})) ofStep[name] = filledIn(value, this.#contexts());
    const command = new Command('bash', ['--noprofile', '--norc', '-eo', 'pipefail', script], {
      cwd: this.machine.workspace,
      env: {
        ...this.machine.env,
        ...this.#env,
        ...ofStep,
        GITHUB_ENV: this.#files.env,
        GITHUB_STEP_SUMMARY: this.#files.summary,
        RUNNER_TEMP: this.machine.temp,
      },
    });
    const { cancel } = this.event;
    const isCancelled = cancel !== undefined && cancel.step === step.name;
    if (isCancelled) {
      await command.line(cancel.at);
      await stopAsTheRunnerDoes(command);
    }
    const { exitCode, stdout, stderr } = await command.ended;
    this.#log.push(`-- ${nameOf(step)}: ${String(exitCode)}`, stdout, stderr);
    this.#takeEnv();
    if (isCancelled) return 'cancelled';
    return exitCode === 0 ? 'success' : 'failure';
  }

  #takeEnv(): void {
    for (const line of readFileSync(this.#files.env, 'utf8').split('\n').filter(Boolean)) {
      const [, name, value] = /^([^=]+)=(.*)$/.exec(line) ?? [];
      if (name === undefined || value === undefined) throw new Error(`GITHUB_ENV has ${line}`);
      this.#env[name] = value;
    }
  }
}

const nameOf = ({ name, uses, run }: Step): string => name ?? uses ?? run?.trim() ?? '';

/**
 * The runner's patience with a step that is cancelled: after SIGINT, and after SIGTERM. GitHub's has 7.5 s and 2.5 s; a machine on
 * which many tests run is slower than a lab's.
 */
const patienceMs = { SIGINT: 30_000, SIGTERM: 10_000 } as const;

async function stopAsTheRunnerDoes(command: Command): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    command.signal(signal);
    if (await endsWithin(command, patienceMs[signal])) return;
  }
  for (const { pid } of [...(await descendantsOf(command.pid)), { pid: command.pid }]) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended meanwhile.
    }
  }
}

async function endsWithin(command: Command, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => {
      resolve(false);
    }, ms);
  });
  try {
    return await Promise.race([command.ended.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The files of a folder, for what a job left. */
export const filesIn = (folder: string): string[] =>
  existsSync(folder) ? readdirSync(folder, { recursive: true }).map(String).sort() : [];
