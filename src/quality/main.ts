import { createInterface } from 'node:readline';
import { openRunFolder } from '../results/run-folder.js';
import { finishWord, followRun } from './follow.js';

/*
 * A program of its own: `main.ts RUN` judges the run in that folder as it grows. It ends with what is there once its
 * standard input says so, and at once when that closes without a word, since the run is then gone.
 */
let isFinished = false;
const words = createInterface(process.stdin);
words.on('line', (line) => {
  isFinished ||= line === finishWord;
});
words.on('close', () => {
  if (!isFinished) process.exit();
});
await followRun(openRunFolder(process.argv[2] ?? ''), () => isFinished);
