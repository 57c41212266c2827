import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { check } from './check/rules.js';
import { readTables } from './check/tables.js';

/**
 * Holds the tables of a run that was soaked against those of a run of the same sweep without faults:
 *
 *     npx tsx scripts/nightly/soak/check.ts RUN CLEAN --phones 8 --excused FILE
 *
 * It reads plan.json and the tables alone. Prints what differs, a line each, and exits with 1 then. FILE names launches
 * whose app was killed on purpose, `UDID LAUNCH` a line, as often as it was: so often they may have ended badly.
 */
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { phones: { type: 'string', default: '1' }, excused: { type: 'string' } },
});
const [run, clean] = positionals;
if (run === undefined || clean === undefined) throw new Error('name the run and the run without faults');
const { excused } = values;
const lines = excused !== undefined && existsSync(excused) ? readFileSync(excused, 'utf8').split('\n') : [];
const kills = new Map<string, number>();
for (const line of lines.filter((one) => one !== '')) kills.set(line, (kills.get(line) ?? 0) + 1);
const wrong = check(readTables(run), {
  clean: readTables(clean),
  phones: Number(values.phones),
  excused: kills,
});
for (const sentence of wrong) console.error(sentence);
console.log(wrong.length === 0 ? 'all as in the run without faults' : `${String(wrong.length)} differences`);
process.exitCode = wrong.length === 0 ? 0 : 1;
