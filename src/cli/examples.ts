import type { OwnFiles } from './own-files.js';

/** A command line without the program's name, and what it is good for. */
export type Example = readonly [line: string, what: string];

/**
 * The examples of every command. They name files that their reader has, and words in capitals for what only the reader
 * knows. A test carries out the parsing of each, and looks for the files.
 */
export const examplesWith = ({
  sweep,
  nightlySweep,
  budgets,
  fleet,
  models,
}: OwnFiles): Readonly<Record<string, readonly Example[]>> => ({
  bisect: [
    ['bisect net-0401 net-0464 --builds BUILDS', 'on the only attached iPhone'],
    ['bisect Harness-12 Harness-19 --builds APPS --model MODEL.mlpackage', 'which build of the app'],
  ],
  build: [
    ['build', 'harness-app/Harness.ipa, where run looks for it'],
    ['build --device UDID', 'the same, for a phone that the team does not know yet'],
  ],
  capture: [['capture --alert', 'the attached iPhone; you are asked to cover the app once']],
  compare: [
    ['compare results/LAST-NIGHT results/TONIGHT', 'one night beside another'],
    ['compare results/baselines results/TONIGHT', 'beside the nights that were promoted'],
  ],
  demo: [
    ['demo', 'no phone, about a minute and a half'],
    ['demo --quiet', 'only where the results are'],
  ],
  devices: [
    ['devices', 'what is attached, and what each phone lacks'],
    ['devices --json', 'the same for a script'],
  ],
  doctor: [
    ['doctor', 'this host and every attached iPhone'],
    [`doctor --calibrate --sweep ${nightlySweep}`, 'what budgets these phones can keep'],
  ],
  'first-light': [
    ['first-light', 'every attached iPhone'],
    ['first-light --virtual', 'the same without one'],
  ],
  gate: [
    [`gate results/RUN --budgets ${budgets}`, 'may it be released?'],
    [`gate results/RUN --budgets ${budgets} --baseline results/EARLIER --all`, 'against an earlier run'],
    [`gate results/RUN --budgets ${budgets} --json`, 'verdict.json, for a script'],
  ],
  history: [
    ['history import results/RUN', 'keep a run with all the others'],
    ['history trend --metric memory_predict_peak_bytes', 'what changed, and when'],
    ['history export our-runs --lab oslo', 'for another lab'],
  ],
  init: [
    ['init', 'sweep.yaml, lab.yaml, budgets.yaml and wdio.conf.ts; what exists stays as it is'],
    ['init nightly', 'the same, with a sweep for every night'],
  ],
  inspect: [
    [`inspect ${models}/*.mlpackage`, 'a line for each model'],
    [`inspect ${models}/plain-x2-fp16-64.mlpackage`, 'everything about one model'],
  ],
  node: [['node --hub http://HUB:4444 --secret-file FILE', 'the attached iPhones, for whoever runs with --grid']],
  predict: [
    [
      `predict ${models}/plain-x2-fp16-64.mlpackage --input image=PHOTO.png --output upscaled=LARGER.png`,
      'a picture of 64 by 64 pixels',
    ],
  ],
  promote: [
    ['promote results/TONIGHT', 'later runs are compared with it'],
    ['promote results/TONIGHT --force --reason accepted-for-5.0', 'although it regressed'],
  ],
  report: [
    ['report results/RUN', 'a page to look at'],
    ['report results/RUN --history results/history.duckdb', 'with latency night by night'],
    ['report results/RUN --redact', 'the same for others, without names of phones'],
  ],
  reproduce: [['reproduce 3f9a12c4 --in results/TONIGHT', 'on the phone that alarmed']],
  run: [
    [`run ${sweep}`, 'every attached iPhone'],
    [`run ${sweep} --virtual 2`, 'two virtual ones'],
    [`run ${sweep} --virtual ${fleet} --night 2`, 'two whose latency is drawn from a model'],
    [`run ${sweep} --confirm results/baselines`, 'a night that ends with a verdict'],
    [`run ${sweep} --grid http://HUB:4444`, 'every iPhone of a Selenium Grid'],
    ['run --models MODELS --images PHOTOS', 'your own models and images'],
    ['run --resume results/RUN', 'go on where a run was interrupted'],
  ],
  setup: [
    ['setup --team ABCDE12345 --bundle-id org.example.harness', 'lab.yaml with the phones and the signing'],
    ['setup --wda open-wda', "open WebDriverAgent's project in Xcode"],
  ],
  ship: [
    [`ship results/RUN --budgets ${budgets}`, 'the smallest and the fastest variant'],
    [`ship results/RUN results/OTHER --budgets ${budgets} --size 64x64`, 'of two runs, at one size'],
  ],
  'ship-map': [
    [
      `ship-map results/RUN --budgets ${budgets} --swift ShipMap.swift --json ship-map.json`,
      'what an app looks up by its chip',
    ],
  ],
  tables: [
    ['tables results/RUN', 'write the CSV files again'],
    ['tables results/RUN --redact', 'and a copy for others'],
    ['tables results/RUN --metrics ms_ssim flip', 'two more metrics of a run that is over'],
  ],
  upscale: [
    ['upscale PHOTO.jpg --model swinir-s-x2-fp16-64', 'on the first attached iPhone'],
    ['upscale PHOTO.jpg --model swinir-s-x2-fp16-64 --virtual --compare', 'and a page with a slider'],
  ],
  virtual: [
    ['virtual', 'one iPhone, until Ctrl-C'],
    ['virtual --count 2', 'two of them'],
    [`virtual --fleet ${fleet}`, 'those of a fleet file'],
  ],
});
