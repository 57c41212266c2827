/*
 * Holds the packages that rezbench installs against audit-policy.json: `node scripts/nightly/audit.mjs`. Exit code 0 keeps the
 * policy, 1 does not, 2 is a policy that cannot be read, 4 means that no registry answered, which says nothing either way.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { auditVerdict, foreignLicences, policyOf } from './audit-verdict.mjs';

const exitCodes = { passed: 0, failed: 1, no_answer: 4 };
const unreadable = 2;
const limitMs = 120_000;

const at = (path) => new URL(path, import.meta.url);
const read = (path) => JSON.parse(readFileSync(at(path), 'utf8'));

/** npm ends with 1 when it found something and when it found nobody: what it printed tells. Undefined for no JSON. */
function askNpm() {
  const options = {
    cwd: at('../..'),
    encoding: 'utf8',
    timeout: limitMs,
    maxBuffer: 1e8,
    stdio: ['ignore', 'pipe', 'ignore'],
  };
  let printed;
  try {
    printed = execFileSync('npm', ['audit', '--omit=dev', '--json'], options);
  } catch (error) {
    printed = error.stdout ?? '';
  }
  try {
    return JSON.parse(printed);
  } catch {
    return undefined;
  }
}

function policy() {
  try {
    return policyOf(read('audit-policy.json'));
  } catch (error) {
    console.error(`audit-policy.json: ${error.message}`);
    process.exit(unreadable);
  }
}

const rules = policy();
const { outcome, lines } = auditVerdict(askNpm(), rules, new Date().toISOString().slice(0, 10));
const licences = foreignLicences(read('../../package-lock.json'), rules);
for (const line of lines) console.log(line);
for (const line of licences) console.log(`failed  licence of ${line}`);
const isBroken = outcome === 'failed' || licences.length > 0;
console.log(`audit: ${isBroken ? 'failed' : outcome === 'no_answer' ? 'no answer' : 'passed'}`);
process.exitCode = isBroken ? exitCodes.failed : exitCodes[outcome];
