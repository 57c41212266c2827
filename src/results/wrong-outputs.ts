import { modelArmOf } from '../contract/job.js';
import type { PlannedLaunch } from '../plan/plan.js';
import { plannedLaunches } from '../plan/on-demand.js';
import type { CaseRecord } from './case-record.js';
import { enlargedImages, resultsOf } from './launch-record.js';
import type { EnlargedImage, LaunchRecord } from './launch-record.js';

/** How an output is wrong although its launch ended well. */
type Wrong = 'constant' | 'black' | 'unsteady' | 'spoiled' | 'banded';

/** What is wrong with outputs of the test set, and whose fault that is. */
export interface WrongOutputs {
  /** By image. */
  readonly found: ReadonlyMap<string, Wrong>;
  /**
   * `unit` only where the same phone's CPU gives the same images right, `model` where it does not; undefined where nothing
   * is wrong, or the phone's CPU was not asked.
   */
  readonly blamed: 'unit' | 'model' | undefined;
}

/** Undefined where there is no output to look at. */
export function wrongOutputsOf(record: CaseRecord): WrongOutputs | undefined {
  const { enlarged, enlargedOnCpu, planned } = record;
  const images = enlarged === undefined ? [] : enlargedImages(enlarged);
  if (images.length === 0) return undefined;
  const onCpu = new Map((enlargedOnCpu ? enlargedImages(enlargedOnCpu) : []).map((each) => [each.image, each]));
  const found = wrongOf(images, unsteadyImages(record, record.planned.computeUnits), onCpu);
  if (found.size === 0) return { found, blamed: undefined };
  if (planned.computeUnits === 'cpuOnly') return { found, blamed: 'model' };
  const inQuestion = [...found.keys()].flatMap((image) => onCpu.get(image) ?? []);
  if (inQuestion.length < found.size) return { found, blamed: undefined };
  const wrongOnCpu = wrongOf(inQuestion, unsteadyImages(record, 'cpuOnly'), onCpu);
  return { found, blamed: wrongOnCpu.size === 0 ? 'unit' : 'model' };
}

function wrongOf(
  images: readonly EnlargedImage[],
  unsteady: ReadonlySet<string>,
  onCpu: ReadonlyMap<string, EnlargedImage>,
): Map<string, Wrong> {
  return new Map(
    images.flatMap((each): [string, Wrong][] => {
      const wrong = wrongWith(each, unsteady, onCpu.get(each.image));
      return wrong === undefined ? [] : [[each.image, wrong]];
    }),
  );
}

function wrongWith(
  image: EnlargedImage,
  unsteady: ReadonlySet<string>,
  onCpu: EnlargedImage | undefined,
): Wrong | undefined {
  if (image.judged?.isBlack) return 'black';
  if (image.judged?.noPicture !== undefined) return 'constant';
  if (unsteady.has(image.image)) return 'unsteady';
  return worseThanOnCpu(image, onCpu);
}

/** The test image on which steps between levels show best. */
const gradient = 'gradient';
/** From here on a gradient looks smooth: steps of five levels have 45 dB. */
const smoothDb = 45;
/** Below it any picture is visibly damaged, for instance by a tile in which values that are no numbers became black. */
const spoiledDb = 30;
/** Compressed weights cost the CPU as much; what a unit loses beyond that it loses by its arithmetic. */
const lossDb = 6;

/** What a unit spoils in a picture that the CPU of the phone gives right, by the fidelity of both to the reference. */
function worseThanOnCpu(
  { image, judged }: EnlargedImage,
  onCpu: EnlargedImage | undefined,
): 'spoiled' | 'banded' | undefined {
  const [here, there] = [judged?.fidelityDb, onCpu?.judged?.fidelityDb];
  if (here === undefined || there === undefined || there - here < lossDb) return undefined;
  if (here < spoiledDb) return 'spoiled';
  return image === gradient && here < smoothDb ? 'banded' : undefined;
}

/** Images of which launches, or attempts at one, made different pixels of the same input. */
function unsteadyImages({ phone, planned }: CaseRecord, computeUnits: string): ReadonlySet<string> {
  const find = plannedLaunches(phone.plan);
  const outputs = new Map<string, string>();
  const unsteady = new Set<string>();
  for (const { record } of phone.attempts) {
    if (record === undefined) continue;
    const launch = find(record.finished.launch);
    if (launch?.variant !== planned.variant || launch.computeUnits !== computeUnits) continue;
    for (const [image, key, sha256] of outputsOf(record, launch)) {
      if ((outputs.get(key) ?? sha256) !== sha256) unsteady.add(image);
      outputs.set(key, sha256);
    }
  }
  return unsteady;
}

/** [image, what tells its input, sha256 of the pixels]. An image's path on the phone is its sha256. */
function outputsOf(record: LaunchRecord, { job }: PlannedLaunch): (readonly [string, string, string])[] {
  return resultsOf(record, 'quality').map(({ image, step, tiles, sha256 }) => {
    const asked = job.steps[step];
    const arm = asked?.do === 'quality' ? modelArmOf(job, asked.arm)?.function : undefined;
    return [image, [image, job.images[image]?.path, arm, tiles].join(' '), sha256];
  });
}

const sayings = {
  constant: 'shows nothing of its input',
  black: 'is black',
  unsteady: 'differs between launches',
  spoiled: 'is far from the reference, and that of the CPU is not',
  banded: 'is not smooth, and that of the CPU is',
} as const satisfies Record<Wrong, string>;

/** What is wrong, as sentences for a row's warnings. */
export function explainWrongOutputs(wrong: WrongOutputs | undefined, computeUnits: string): string[] {
  if (wrong === undefined || wrong.found.size === 0) return [];
  const kinds = [...new Set(wrong.found.values())];
  const blame = {
    unit: `; the CPU of this phone gives it right, so ${computeUnits} is to blame`,
    model: computeUnits === 'cpuOnly' ? '' : '; so it is on the CPU of this phone',
  } as const;
  return kinds.map((kind) => {
    const images = [...wrong.found].filter(([, each]) => each === kind).map(([image]) => image);
    return `the output of ${images.join(', ')} ${sayings[kind]}${wrong.blamed === undefined ? '' : blame[wrong.blamed]}`;
  });
}
