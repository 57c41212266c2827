import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/*
 * Loaded into every process of a run by NODE_OPTIONS, it makes workers, and only them, stumble as over a mistake in
 * rezbench's own code: when they write down the events of the launch that MISTAKE_IN names.
 */
if (process.env.WDIO_WORKER_ID !== undefined) {
  const open = fs.openSync;
  fs.openSync = (file, ...more) => {
    if (String(file).includes(`/${process.env.MISTAKE_IN}.jsonl`)) throw new TypeError('a mistake, made on purpose');
    return open(file, ...more);
  };
  syncBuiltinESMExports();
}
