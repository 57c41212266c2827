import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Problem } from '../problem.js';
import type { Signing } from '../plan/lab.js';
import { appFolder, isInstalled, packageVersion, projectRoot } from '../project.js';
import type { Build } from '../setup/build-app.js';
import type { Command } from './command.js';

interface Args {
  lab: string;
  device?: string | undefined;
  unsigned?: boolean | undefined;
  simulator?: boolean | undefined;
  project: string;
}

/** `build`: builds the harness app for iPhones with Xcode. */
export const build: Command<Args> = {
  builder: (yargs) =>
    yargs
      .option('lab', {
        type: 'string',
        default: 'lab.yaml',
        describe: 'Lab file, whose field signing names the team and the bundle id',
      })
      .option('device', {
        type: 'string',
        describe: 'Build for the attached iPhone with this udid and register it with the team',
      })
      .option('unsigned', { type: 'boolean', describe: 'Build without a signature, to see whether the app compiles' })
      .option('simulator', { type: 'boolean', describe: 'Build for the simulator' })
      .option('project', {
        type: 'string',
        default: appFolder(),
        defaultDescription: 'harness-app',
        describe: 'Folder with Harness.xcodeproj',
      })
      .conflicts('unsigned', ['device', 'simulator'])
      .conflicts('simulator', 'device'),
  async handler({ lab, device, unsigned, simulator, project: folder }) {
    const { buildApp, buildLogPath } = await import('../setup/build-app.js');
    const { describeTimeLeft } = await import('../phone/profile.js');
    const project = resolve(folder);
    if (isInstalled && project === appFolder()) {
      const { placeAppSources } = await import('../setup/app-sources.js');
      placeAppSources(join(projectRoot, 'harness-app'), project, packageVersion());
    }
    const wanted: Build =
      unsigned === true
        ? { kind: 'unsigned' }
        : simulator === true
          ? { kind: 'simulator' }
          : { kind: 'signed', signing: await readLabSigning(lab), udid: device };
    console.error(`log: ${buildLogPath(project)}`);
    const product = await buildApp(wanted, project, (line) => {
      console.error(line);
    });
    switch (product.kind) {
      case 'simulator':
        console.log(product.path);
        break;
      case 'unsigned':
        console.log(
          `${product.app.ipa}: ${product.app.bundleId} (${product.app.build}), unsigned, so no iPhone accepts it`,
        );
        break;
      case 'signed': {
        const { app, profile } = product;
        const until = `${profile.expires.toISOString().slice(0, 10)} (${describeTimeLeft(profile.expires)})`;
        console.log(`${app.ipa}: ${app.bundleId} (${app.build}), team ${profile.team}, expires ${until}`);
      }
    }
  },
};

async function readLabSigning(lab: string): Promise<Signing> {
  const { readLab } = await import('../plan/lab.js');
  const signing = existsSync(lab) ? readLab(lab).signing : undefined;
  if (signing) return signing;
  throw new Problem(
    `${lab}: field signing is missing; run npx rezbench setup --team TEAM --bundle-id ID, or npx rezbench build --unsigned`,
  );
}
