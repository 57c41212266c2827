import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { CommandModule } from 'yargs';
import { Problem } from '../problem.js';
import type { Signing } from '../plan/lab.js';
import { projectRoot } from '../project.js';
import type { Build } from '../setup/build-app.js';

interface Args {
  lab: string;
  device?: string | undefined;
  unsigned?: boolean | undefined;
  simulator?: boolean | undefined;
  project: string;
}

/** `build`: the harness app for iPhones, by Xcode. */
export const build: CommandModule<object, Args> = {
  command: 'build',
  describe: 'Build, sign and pack the harness app with Xcode',
  builder: (yargs) =>
    yargs
      .option('lab', {
        type: 'string',
        default: 'lab.yaml',
        describe: 'Lab file, whose signing names team and bundle id',
      })
      .option('device', { type: 'string', describe: 'Register the attached iPhone with this udid with the team' })
      .option('unsigned', { type: 'boolean', describe: 'Without a signature: proves that it compiles' })
      .option('simulator', { type: 'boolean', describe: 'For the simulator' })
      .option('project', {
        type: 'string',
        default: join(projectRoot, 'harness-app'),
        defaultDescription: 'harness-app',
        describe: 'Folder of Harness.xcodeproj',
      })
      .conflicts('unsigned', ['device', 'simulator'])
      .conflicts('simulator', 'device')
      .example('$0 build', 'harness-app/Harness.ipa, which run finds')
      .example('$0 build --device UDID', 'a phone that the team does not know yet'),
  async handler({ lab, device, unsigned, simulator, project: folder }) {
    const { buildApp, buildLog } = await import('../setup/build-app.js');
    const { daysLeft } = await import('../setup/expiry.js');
    const project = resolve(folder);
    const wanted: Build =
      unsigned === true
        ? { kind: 'unsigned' }
        : simulator === true
          ? { kind: 'simulator' }
          : { kind: 'signed', signing: await signingOf(lab), udid: device };
    console.error(`log: ${buildLog(project)}`);
    const built = await buildApp(wanted, project, (line) => {
      console.error(line);
    });
    switch (built.kind) {
      case 'simulator':
        console.log(built.path);
        break;
      case 'unsigned':
        console.log(`${built.app.ipa}: ${built.app.bundleId} (${built.app.build}), unsigned: no iPhone takes it`);
        break;
      case 'signed': {
        const { app, profile } = built;
        const until = `${profile.expires.toISOString().slice(0, 10)} (${daysLeft(profile.expires)})`;
        console.log(`${app.ipa}: ${app.bundleId} (${app.build}), team ${profile.team}, starts until ${until}`);
      }
    }
  },
};

async function signingOf(lab: string): Promise<Signing> {
  const { readSigning } = await import('../plan/lab.js');
  const signing = existsSync(lab) ? readSigning(lab) : undefined;
  if (signing) return signing;
  throw new Problem(
    `${lab}: field signing is missing; run rezbench setup --team TEAM --bundle-id ID, or build --unsigned`,
  );
}
