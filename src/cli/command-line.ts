import yargs from 'yargs';
import type { Argv, CommandModule } from 'yargs';
import { Problem } from '../problem.js';
import { packageVersion } from '../project.js';
import type { Command } from './command.js';
import { exampleText } from './example-text.js';
import { examplesWith } from './examples.js';
import { refuseOptions } from './given.js';
import type { OptionKinds } from './given.js';
import { ownFiles } from './own-files.js';

const examples = examplesWith(ownFiles);

/** How a shell finds the command, in a checkout as in a project that installed it. */
const program = 'npx rezbench';

/** How wide help is at most. */
const helpWidth = (): number => Math.min(110, process.stdout.columns || 110);

/** Carries out the command that was named, with what was given to it. */
export type Chosen = () => Promise<void>;

/**
 * The command line with all its commands, not yet parsed. Parsing gives `choose` the command that was named, and carries out
 * nothing: yargs would report an error of a command twice. `finish` gets the exit code of a command that has several.
 * Parsing throws a Problem for words that are none of ours.
 */
export function commandLine(
  args: readonly string[],
  finish: (exitCode: number) => void,
  choose: (chosen: Chosen) => void,
): Argv {
  const names = new Set<string>();
  const lazily = lazyInto(choose, names);
  return yargs([...args])
    .scriptName(program)
    .version(packageVersion())
    .usage('$0 <command>\n\nMeasures Core ML super-resolution on attached iPhones: latency, memory and PSNR into CSV.')
    .command(
      lazily(
        'bisect [good] [bad]',
        'Which of many builds is the first slow one? exit 0 found, 2 the ends are none, 3 not sure, 4 missing',
        async () => (await import('./bisect.js')).bisect(finish),
      ),
    )
    .command(
      lazily(
        'build',
        'Build, sign and pack the harness app with Xcode',
        async () => (await import('./build.js')).build,
      ),
    )
    .command(
      lazily(
        'capture',
        'Record how a phone, the driver and WebDriverAgent behave in four launches, to be sent to the authors',
        async () => (await import('./capture.js')).capture(finish),
      ),
    )
    .command(
      lazily(
        'compare <runs..>',
        'Is a run slower, larger or worse than its base? exit 0 nothing regressed, 1 regressed, 3 not decided, 4 missing',
        async () => (await import('./compare.js')).compare(finish),
      ),
    )
    .command(
      lazily(
        'demo',
        'The main job on one virtual iPhone, with findings and a report at the end; no phone is needed',
        async () => (await import('./demo.js')).demo(finish),
      ),
    )
    .command(
      lazily('run [sweep]', 'Sweep the attached iPhones, all at once', async () =>
        (await import('./run.js')).run(finish),
      ),
    )
    .command(
      lazily(
        'devices',
        'List the iPhones on cables, on Wi-Fi and behind tunnels, and what each still lacks',
        async () => (await import('./devices.js')).devices,
      ),
    )
    .command(
      lazily('doctor', 'Look at this host and its iPhones, and say the next thing to do', async () =>
        (await import('./doctor.js')).doctor(finish),
      ),
    )
    .command(
      lazily('first-light', 'Accept a phone in ten minutes: does all that rezbench relies on hold there?', async () =>
        (await import('./first-light.js')).firstLight(finish),
      ),
    )
    .command(
      lazily('gate <run>', 'Judge a run by budgets: exit 0 kept, 1 broken, 3 inconclusive, 4 missing', async () =>
        (await import('./gate.js')).gate(finish),
      ),
    )
    .command(
      lazily(
        'history <action> [paths..]',
        'Keep all runs in one database: trends, Parquet, what other labs measured',
        async () => (await import('./history.js')).history,
      ),
    )
    .command(
      lazily(
        'init [template]',
        'Write sweep.yaml, lab.yaml, budgets.yaml and wdio.conf.ts into this folder; what exists stays as it is',
        async () => (await import('./init.js')).init,
      ),
    )
    .command(
      lazily(
        'inspect <models..>',
        'Describe Core ML models: parameters, precision, inputs, operations, work, warnings',
        async () => (await import('./inspect.js')).inspect,
      ),
    )
    .command(
      lazily(
        'node',
        'Serve the iPhones of this host to a Selenium Grid, until Ctrl-C',
        async () => (await import('./node.js')).node,
      ),
    )
    .command(
      lazily(
        'predict <model>',
        'Run a Core ML model once on this machine, from files to files',
        async () => (await import('./predict.js')).predict,
      ),
    )
    .command(
      lazily(
        'promote <run>',
        'Pin a run, with its packages, as a night that later runs are compared with',
        async () => (await import('./promote.js')).promote,
      ),
    )
    .command(
      lazily(
        'report <runs..>',
        'Runs as one HTML page: what quality costs, photos, phones, changes, all cases; the charts also as SVG and PNG',
        async () => (await import('./report.js')).report,
      ),
    )
    .command(
      lazily(
        'reproduce <alarm>',
        'Measure exactly what alarmed, on the phone that alarmed: exit 1 reproduced, 0 not, 3 not decided, 4 missing',
        async () => (await import('./reproduce.js')).reproduce(finish),
      ),
    )
    .command(
      lazily('setup', 'Write lab.yaml for the attached iPhones and list what each of them still needs', async () =>
        (await import('./setup.js')).setup(finish),
      ),
    )
    .command(
      lazily(
        'ship <runs..>',
        'Say what to ship: the smallest and the fastest variant that keep every budget',
        async () => (await import('./ship.js')).ship(finish),
      ),
    )
    .command(
      lazily(
        'ship-map <runs..>',
        'Write which variant and compute units to ship to which chip, as Swift and JSON',
        async () => (await import('./ship-map.js')).shipMap,
      ),
    )
    .command(
      lazily(
        'tables <run>',
        "Write a run's tables again from its journals, and judge the outputs that have no figures yet",
        async () => (await import('./tables.js')).tables(finish),
      ),
    )
    .command(
      lazily('upscale <images..>', 'Enlarge photos on the phone', async () =>
        (await import('./upscale.js')).upscale(finish),
      ),
    )
    .command(
      lazily('virtual', 'Keep virtual iPhones attached for any client, until Ctrl-C', async () =>
        (await import('./virtual.js')).virtual(finish),
      ),
    )
    .demandCommand(1, `Name a command; ${program} --help lists them.`)
    .strict()
    .recommendCommands()
    .epilogue(`${program} COMMAND --help shows its options and examples.`)
    .exitProcess(false)
    .wrap(helpWidth())
    .fail((message: string | undefined, error: Error | undefined) => {
      throw error ?? refusal(message ?? 'the command line is wrong', commandIn(args, names));
    });
}

/** A command whose module is loaded when the command is named: the list of commands need not wait for all of them. */
const lazyInto =
  (choose: (chosen: Chosen) => void, names: Set<string>) =>
  <Args>(command: string, describe: string, load: () => Promise<Command<Args>>): CommandModule<object, Args> => {
    let kinds: OptionKinds = { key: {}, array: [], number: [], string: [] };
    const [name = ''] = command.split(' ');
    names.add(name);
    const positionals = [...command.matchAll(/[<[]([a-z-]+)/g)].map(([, name = '']) => name);
    return {
      command,
      describe,
      builder: async (yargs: Argv) => {
        const own = examples[name];
        // What the command itself says at the end of its help follows after a blank line.
        if (own !== undefined) yargs.epilogue(`${exampleText(own, program, helpWidth())}\n`);
        const built = (await load()).builder(yargs);
        kinds = (built as typeof built & { readonly getOptions: () => OptionKinds }).getOptions();
        const words = new Set([...kinds.array, ...kinds.number, ...kinds.string]);
        return built.requiresArg([...words].filter((name) => !positionals.includes(name)));
      },
      handler: (args) => {
        refuseOptions(args, kinds, positionals);
        choose(async () => {
          await (await load()).handler(args);
        });
      },
    };
  };

/** What yargs throws past its own handler, as a Problem; undefined for any other error. */
export const refusalOf = (error: unknown): Problem | undefined =>
  error instanceof Error && error.name === 'YError' ? refusal(error.message) : undefined;

/** The command that was named, if there is one of that name. */
const commandIn = (args: readonly string[], names: ReadonlySet<string>): string | undefined =>
  args.find((word) => names.has(word));

/** yargs lists what it would take in lines of its own. */
const refusal = (message: string, command?: string): Problem => {
  const help = command === undefined ? `${program} --help` : `${program} ${command} --help`;
  return new Problem(`${message.trim().replace(/\s*\n\s*/g, ' ')}; see ${help}`);
};
