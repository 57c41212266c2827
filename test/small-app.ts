import { writeFileSync } from 'node:fs';
import { strToU8, zipSync } from 'fflate';
import plist from 'plist';

export const bundleId = 'org.example.small';

/**
 * Writes down its arguments, a line a process, and its environment, and stays until it is ended. Given a job, it says that it begins the
 * job's first step, as the harness app does. With `--post NAME` it posts a notification again and again, with
 * `--post-once NAME` as it starts. With `--end CODE` it ends at once.
 */
const program = `
const { appendFileSync, mkdirSync, writeFileSync, writeSync } = require('node:fs');
const args = process.argv.slice(2);
const post = () => writeSync(3, args[1] + '\\n');
if (args[0] === '--end') process.exit(Number(args[1]));
if (args[0]?.startsWith('--post')) post();
if (args[0] === '--post') setInterval(post, 20);
writeFileSync('Documents/environment.json', JSON.stringify(process.env));
appendFileSync('Documents/launches.txt', args.join(' ') + '\\n');
const launch = /^jobs\\/(.+)\\.json$/.exec(args[1] ?? '')?.[1];
if (launch !== undefined) {
  mkdirSync('Documents/out/' + launch, { recursive: true });
  appendFileSync('Documents/out/' + launch + '/events.jsonl', '{"event":"start","step":0,"do":"inventory"}\\n');
}
setInterval(() => {}, 1e6);
`;

export interface SmallApp {
  readonly version?: string;
  /** Its bundle id. */
  readonly id?: string;
  readonly sharesDocuments?: boolean;
  /** An embedded.mobileprovision. */
  readonly profile?: Buffer;
}

/** Writes an .ipa whose executable runs on Node. */
export function writeSmallIpa(
  path: string,
  { version = '1', id = bundleId, sharesDocuments = true, profile }: SmallApp = {},
): void {
  const info = {
    CFBundleIdentifier: id,
    CFBundleExecutable: 'Small',
    CFBundleVersion: version,
    UIFileSharingEnabled: sharesDocuments,
  };
  const files: Record<string, Uint8Array> = {
    'Info.plist': strToU8(plist.build(info)),
    Small: strToU8(program),
    ...(profile !== undefined && { 'embedded.mobileprovision': profile }),
  };
  const entries = Object.entries(files).map(([name, data]) => [`Payload/Small.app/${name}`, data] as const);
  writeFileSync(path, zipSync(Object.fromEntries(entries)));
}
