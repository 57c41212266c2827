import { execa } from 'execa';
import { endWithThisProcess } from '../host/children.js';
import { signalGroup } from '../host/end-process.js';
import { logOutput } from '../phone/child-log.js';

/** The Java process of a node. */
export interface RelayNode {
  /** Whether its process is over. */
  readonly hasEnded: boolean;
  /** Ends it in order: it tells the hub. */
  readonly stop: () => Promise<void>;
}

/** A node peaks at some 570 MB when files of 60 MB pass through it, of which the heap is the larger part. */
const heap = '-Xmx512m';

/** Starts a node by its configuration. It ends with this process at the latest, and hears no Ctrl-C itself. */
export function startRelayNode(
  { java, jar, config }: { readonly java: string; readonly jar: string; readonly config: string },
  logFile: string,
): RelayNode {
  const child = execa(java, [heap, '-jar', jar, 'node', '--config', config], {
    stdin: 'ignore',
    all: true,
    buffer: false,
    reject: false,
    detached: true,
    cleanup: false,
    forceKillAfterDelay: 5000,
  });
  logOutput(child.all, logFile);
  const { pid } = child;
  if (pid !== undefined) {
    const forget = endWithThisProcess(pid, 'SIGTERM');
    child.once('exit', () => {
      signalGroup(pid, 'SIGKILL');
      forget();
    });
  }
  let isOver = false;
  const ended = child.then(() => {
    isOver = true;
  });
  return {
    get hasEnded() {
      return isOver;
    },
    async stop() {
      child.kill();
      await ended;
    },
  };
}
