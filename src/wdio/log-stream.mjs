import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/*
 * Loaded into each worker before anything else. WebdriverIO opens its log without hearing of errors, so that a full disk
 * would end the worker in the midst of a launch. With this it goes on, and its log goes to the launcher's output.
 */
const { createWriteStream } = fs;
fs.createWriteStream = (path, ...rest) => {
  const stream = createWriteStream(path, ...rest);
  if (path === process.env.WDIO_LOG_PATH) stream.on('error', () => undefined);
  return stream;
};
syncBuiltinESMExports();
