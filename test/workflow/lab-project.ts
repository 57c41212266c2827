import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import sharp from 'sharp';
import { stringify } from 'yaml';
import { projectRoot } from '../../src/project.js';
import type { Machine } from './job.js';

/** The last layer's twelve biases in weight.bin of plain-x2-fp32-64. */
const biases = { at: 145_856, count: 12 };

/** Short launches. */
const measure = {
  warmup: 1,
  iterations: 20,
  min_seconds: 0,
  end_to_end_iterations: 1,
  pause_seconds: 0.1,
  paced_iterations: 0,
};

/** A repository of somebody who measures a model of their own: what a checkout of it has. */
export class LabProject {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  /** Makes one in an empty folder. `brighter` is by how much its model's pictures are too bright, which costs PSNR. */
  static async in(path: string, brighter = 0): Promise<LabProject> {
    const project = new LabProject(path);
    mkdirSync(join(path, 'images'), { recursive: true });
    const model = join(path, 'models/net.mlpackage');
    cpSync(join(projectRoot, 'models/plain-x2-fp32-64.mlpackage'), model, { recursive: true });
    const weights = join(model, 'Data/com.apple.CoreML/weights/weight.bin');
    const data = readFileSync(weights);
    for (let index = 0; index < biases.count; index += 1) {
      const at = biases.at + 4 * index;
      data.writeFloatLE(data.readFloatLE(at) + brighter, at);
    }
    writeFileSync(weights, data);
    const cat = sharp(join(projectRoot, 'images/chelsea.png'));
    await cat.extract({ left: 100, top: 60, width: 64, height: 64 }).toFile(join(path, 'images/cat.png'));
    // The night is cut off between two launches.
    const launchesOf = { sweep: 3, try: 1, release: 1 };
    for (const [name, launches] of Object.entries(launchesOf)) {
      const sweep = { name, seed: 1, variants: ['models/net.mlpackage'], compute_units: ['cpuOnly'], sizes: ['64x64'] };
      writeFileSync(
        join(path, `${name}.yaml`),
        stringify({ ...sweep, measure: { ...measure, launches }, quality: { testset: 'images' } }),
      );
    }
    project.limit(20);
    return project;
  }

  /** Writes budgets.yaml: what PSNR has to be at least, and a latency that every phone keeps. */
  limit(psnrDb: number): void {
    const latency = { metric: 'latency_median_ms', max: 60_000, evidence: 'point' };
    const budgets = { rules: [{ metric: 'psnr_y_db', min: psnrDb }, latency] };
    writeFileSync(join(this.path, 'budgets.yaml'), stringify(budgets));
  }
}

/** Writes a fleet of one phone whose latency is drawn from a model, so that this computer's load decides nothing. */
export function writeFleet(file: string): void {
  const phones = [{ name: 'Bench 1', model: 'iPhone15,2', ios: '17.5' }];
  writeFileSync(file, stringify({ latency: 'modelled', seed: 5, noise: 'quiet', phones, base_ms: { net: 0.5 } }));
}

/**
 * A machine whose `npm ci` installs this checkout in place of the package. Since its phones are virtual, `gate` and `ship` are told
 * to judge such.
 */
export function labMachine(
  home: string,
  env: Readonly<Record<string, string>>,
  projects: ReadonlyMap<string, string>,
): Machine {
  const bin = join(home, 'bin');
  const workspace = join(home, 'workspace');
  program(
    join(bin, 'rezbench'),
    `case $1 in gate | ship) [[ $* = *--allow-virtual* ]] || set -- "$@" --allow-virtual ;; esac
exec ${process.execPath} ${join(projectRoot, 'scripts/rezbench.mjs')} "$@"`,
  );
  program(
    join(bin, 'npm'),
    `[ "$*" = "ci --ignore-scripts" ] || exit 64
mkdir -p node_modules/.bin
ln -s ${projectRoot} node_modules/rezbench
cp ${join(bin, 'rezbench')} node_modules/.bin/rezbench`,
  );
  return {
    workspace,
    temp: join(home, 'temp'),
    artifacts: join(home, 'artifacts'),
    env: { HOME: home, PATH: [bin, process.env['PATH'] ?? ''].join(delimiter), INIT_CWD: workspace, ...env },
    checkOut: (ref, folder) => {
      const project = projects.get(ref ?? 'main');
      if (project === undefined) throw new Error(`no commit ${String(ref)}`);
      // As actions/checkout does, which leaves nothing there that the repository does not have.
      rmSync(folder, { recursive: true, force: true });
      cpSync(project, folder, { recursive: true });
    },
  };
}

function program(path: string, text: string): void {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, `#!/bin/bash\n${text}\n`);
  chmodSync(path, 0o755);
}
