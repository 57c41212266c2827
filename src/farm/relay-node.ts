import { startServer } from '../host/server.js';
import type { Server } from '../host/server.js';

/** A node peaks at some 570 MB when files of 60 MB pass through it, of which the heap is the larger part. */
const heap = '-Xmx512m';

/** Starts the Java process of a node by its configuration. It tells the hub when it is ended in order. */
export const startRelayNode = (
  { java, jar, config }: { readonly java: string; readonly jar: string; readonly config: string },
  logFile: string,
): Server => startServer(java, [heap, '-jar', jar, 'node', '--config', config], { logFile });
