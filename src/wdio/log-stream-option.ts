/** What a worker's NODE_OPTIONS must have, so that a full disk under its log does not end it. */
export const logStreamOption = `--import ${new URL('log-stream.mjs', import.meta.url).href}`;
