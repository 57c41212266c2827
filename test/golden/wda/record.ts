import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { format } from 'prettier';
import { manifestSchema } from '../../../src/capture/manifest.js';
import { projectRoot } from '../../../src/project.js';

/* Makes test/golden/wda/virtual anew: `npx tsx test/golden/wda/record.ts`. With a folder of a capture, adds that one:
   `npx tsx test/golden/wda/record.ts CAPTURE NAME`. Logs are left out: nothing replays them. */
const [given, name = 'virtual'] = process.argv.slice(2);
const results = mkdtempSync(join(tmpdir(), 'rezbench-recording-'));

async function recordVirtual(): Promise<string> {
  const command = ['--import', 'tsx', join(projectRoot, 'src/bin.ts'), 'capture', '--virtual', '--out', results];
  await execa(process.execPath, command, { cwd: projectRoot, stdio: 'inherit' });
  const [run = ''] = readdirSync(results).filter((entry) => entry.endsWith('-capture'));
  return join(results, run, 'capture');
}

const source = given ?? (await recordVirtual());
const target = join(import.meta.dirname, name);
rmSync(target, { recursive: true, force: true });
cpSync(source, target, { recursive: true, filter: (path) => !path.endsWith('.log') });
const file = join(target, 'manifest.json');
const manifest = manifestSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
const files = Object.fromEntries(Object.entries(manifest.files).filter(([path]) => !path.endsWith('.log')));
writeFileSync(file, await format(JSON.stringify({ ...manifest, files }), { parser: 'json', printWidth: 120 }));
rmSync(results, { recursive: true, force: true });
