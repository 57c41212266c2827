import { perceptualFigure } from '../image/perceptual.js';
import type { FigureOrWhy } from '../image/perceptual.js';
import type { PerceptualMetric } from '../image/perceptual-names.js';
import { windowAt } from '../image/rgb.js';
import type { Rgb8 } from '../image/rgb.js';
import { networkMetrics } from '../plan/figure-names.js';
import type { FigureName, NetworkMetric } from '../plan/figure-names.js';
import { openNetwork } from '../plan/networks.js';
import type { Plan } from '../plan/plan.js';
import { Problem } from '../problem.js';
import type { JudgedImage } from '../results/quality-file.js';

/** Figures that are computed only when they are asked for. */
export interface Asked {
  readonly metrics: readonly PerceptualMetric[];
  readonly networks: Readonly<Partial<Record<NetworkMetric, Network>>>;
}

interface Network {
  readonly sha256: string;
  readonly file: string;
}

export const nothingAsked: Asked = { metrics: [], networks: {} };

/** What a plan asks for, and what else somebody does, whose networks come first. */
export function askedOf(plan: Plan, more: Asked = nothingAsked): Asked {
  const ofPlan = networkMetrics.flatMap((name): [NetworkMetric, Network][] => {
    const sha256 = plan.networks?.[name];
    return sha256 === undefined ? [] : [[name, { sha256, file: plan.networkFiles?.[sha256] ?? '' }]];
  });
  return {
    metrics: [...new Set([...(plan.metrics ?? []), ...more.metrics])],
    networks: { ...Object.fromEntries(ofPlan), ...more.networks },
  };
}

type AskedFigures = NonNullable<JudgedImage['asked']>;
type AskedFigure = NonNullable<AskedFigures[FigureName]>;

/** An output beside its true image, and by what names figures of the two are known again. */
export interface Pair {
  readonly picture: Rgb8;
  readonly outputSha256: string;
  readonly truth: Rgb8;
  readonly truthFile: string;
  /** Pixels that are left out on every side. */
  readonly border: number;
}

/** A network whose file is missing or is another one than was asked for. */
interface NetworkGap {
  readonly changedNetwork: string;
}

/** What could be computed, and the files of the networks that were missing or had changed. */
export interface FoundFigures {
  readonly figures: AskedFigures;
  readonly changedNetworks: readonly string[];
}

/** Computes asked figures, of each pair of images once: launches of one variant often give the same bytes. */
export class AskedJudge {
  readonly #asked: Asked;
  readonly #known = new Map<string, AskedFigure>();
  readonly #opened = new Map<string, ReturnType<typeof openUnchanged>>();

  constructor(asked: Asked) {
    this.#asked = asked;
  }

  /** The figures that an image lacks; one of another network than the asked one is lacking as well. */
  lacking(has: JudgedImage['asked'] = {}): FigureName[] {
    return [
      ...this.#asked.metrics.filter((name) => has[name] === undefined),
      ...networkMetrics.filter((name) => {
        const network = this.#asked.networks[name];
        return network !== undefined && has[name]?.networkSha256 !== network.sha256;
      }),
    ];
  }

  async figures(names: readonly FigureName[], pair: Pair): Promise<FoundFigures> {
    const figures: AskedFigures = {};
    const changedNetworks = new Set<string>();
    for (const name of names) {
      const figure = await this.#figure(name, pair);
      if ('changedNetwork' in figure) changedNetworks.add(figure.changedNetwork);
      else figures[name] = figure;
    }
    return { figures, changedNetworks: [...changedNetworks] };
  }

  async close(): Promise<void> {
    for (const opening of this.#opened.values()) await (await opening)?.release();
  }

  async #figure(name: FigureName, pair: Pair): Promise<AskedFigure | NetworkGap> {
    const network = isOfNetwork(name) ? this.#asked.networks[name] : undefined;
    const key = [name, network?.sha256, pair.outputSha256, pair.truthFile, pair.border].join(' ');
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const figure = isOfNetwork(name)
      ? await this.#byNetwork(name, network, pair)
      : perceptualFigure(name, pair.picture, pair.truth, pair.border);
    if (!('changedNetwork' in figure)) this.#known.set(key, figure);
    return figure;
  }

  async #byNetwork(
    name: NetworkMetric,
    network: Network | undefined,
    { picture, truth, border }: Pair,
  ): Promise<AskedFigure | NetworkGap> {
    if (network === undefined) return { changedNetwork: '' };
    // One file may be both metrics, which give it RGB in different ranges.
    const key = `${name} ${network.sha256}`;
    const opening = this.#opened.get(key) ?? openUnchanged(name, network);
    this.#opened.set(key, opening);
    const opened = await opening;
    if (opened === undefined) return { changedNetwork: network.file };
    const figure: FigureOrWhy = await opened.between(within(picture, border), within(truth, border));
    return { ...figure, networkSha256: network.sha256 };
  }
}

const isOfNetwork = (name: FigureName): name is NetworkMetric =>
  (networkMetrics as readonly FigureName[]).includes(name);

/** Undefined where the file is missing or is not what it was. */
async function openUnchanged(name: NetworkMetric, { sha256, file }: Network) {
  try {
    const network = await openNetwork(name, file);
    if (network.sha256 === sha256) return network;
    await network.release();
    return undefined;
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}

const within = (image: Rgb8, border: number): Rgb8 =>
  windowAt(image, border, border, { width: image.width - 2 * border, height: image.height - 2 * border });
