import { after, afterEach, beforeEach } from 'mocha';

type CleanUp = () => Promise<void>;

let testRuns = false;
const ofTest: CleanUp[] = [];
const ofRun: CleanUp[] = [];
const ofProcess = new Set<() => void>();

/**
 * Calls `cleanUp` when the running test is over, however it ends. What a suite starts in its `before` is cleaned up
 * after the last test at the latest, so a suite ends it in its own `after`.
 */
export function afterTest(cleanUp: CleanUp): void {
  (testRuns ? ofTest : ofRun).push(cleanUp);
}

/** Calls `cleanUp` when the process of the tests exits, which Ctrl-C brings about too. Returns a way to call it off. */
export function atExit(cleanUp: () => void): () => void {
  ofProcess.add(cleanUp);
  return () => ofProcess.delete(cleanUp);
}

// mocha imports this file before it runs anything, so that these hooks enclose those of every suite.
beforeEach('a test begins', () => {
  testRuns = true;
});
afterEach('clean up after the test', async () => {
  testRuns = false;
  await runAll(ofTest);
});
after('clean up after all tests', () => runAll(ofRun));

/** The latest comes first, as it may use what an earlier one takes away. One that fails does not keep the others. */
async function runAll(cleanUps: CleanUp[]): Promise<void> {
  const cleanUp = cleanUps.pop();
  if (cleanUp === undefined) return;
  try {
    await cleanUp();
  } finally {
    await runAll(cleanUps);
  }
}

process.once('exit', () => {
  for (const cleanUp of [...ofProcess].reverse()) cleanUp();
});
// Left alone, they would end the process without an exit.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
