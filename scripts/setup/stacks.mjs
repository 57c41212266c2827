import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { fileURLToPath } from 'node:url';

/**
 * Shows the places of the sources in stacks that lead through the bundle whose entry this is. Node can do that itself, but
 * then it reads the map of each file that it loads; here a map is read when a stack is.
 */
export function mapStacks(entry) {
  const folder = new URL('.', entry).href;
  const maps = new Map();
  const mapOf = (file) => {
    if (!maps.has(file)) maps.set(file, mapBeside(file));
    return maps.get(file);
  };
  const placeOf = (frame) => {
    const file = frame.getFileName();
    if (!file?.startsWith(folder)) return String(frame);
    const { fileName, lineNumber, columnNumber } =
      mapOf(file)?.findOrigin(frame.getLineNumber(), frame.getColumnNumber()) ?? {};
    if (fileName === undefined) return String(frame);
    const path = fileURLToPath(new URL(fileName, file));
    return `${frame.getFunctionName() ?? '<anonymous>'} (${path}:${String(lineNumber)}:${String(columnNumber)})`;
  };
  Error.prepareStackTrace = (error, frames) =>
    [Error.prototype.toString.call(error), ...frames.map((frame) => `    at ${placeOf(frame)}`)].join('\n');
}

/** Undefined where it is gone: a stack must not fail. */
function mapBeside(file) {
  try {
    return new SourceMap(JSON.parse(readFileSync(fileURLToPath(`${file}.map`), 'utf8')));
  } catch {
    return undefined;
  }
}
