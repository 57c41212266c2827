/** A command line as `--help` shows it after `rezbench`, and what it is good for. */
type Example = readonly [line: string, what: string];

/**
 * Examples of the commands that have none beside their options. A test carries out the parsing of each, and finds every
 * command that has none at all.
 */
export const examples: Readonly<Record<string, readonly Example[]>> = {
  devices: [
    ['devices', 'what is attached, and what each phone lacks'],
    ['devices --json', 'the same for a script'],
  ],
  gate: [
    ['gate results/RUN --budgets budgets/example.yaml', 'may it be released?'],
    ['gate results/RUN --budgets budgets/example.yaml --baseline results/EARLIER --all', 'against an earlier run'],
    ['gate results/RUN --budgets budgets/example.yaml --json', 'verdict.json, for a script'],
  ],
  history: [
    ['history import results/RUN', 'keep a run with all the others'],
    ['history trend --metric memory_predict_peak_bytes', 'what changed, and when'],
    ['history export our-runs --lab oslo', 'for another lab'],
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
  ship: [
    ['ship results/RUN --budgets budgets/example.yaml', 'the smallest and the fastest variant'],
    ['ship results/RUN results/OTHER --budgets budgets/example.yaml --size 64x64', 'of two runs, at one size'],
  ],
  'ship-map': [
    [
      'ship-map results/RUN --budgets budgets/example.yaml --swift ShipMap.swift --json ship-map.json',
      'what an app looks up by its chip',
    ],
  ],
  tables: [
    ['tables results/RUN', 'write the CSV files again'],
    ['tables results/RUN --redact', 'and a copy for others'],
  ],
  upscale: [
    ['upscale photo.jpg --model swinir-s-x2-fp16-64', 'on the first attached iPhone'],
    ['upscale photo.jpg --model swinir-s-x2-fp16-64 --virtual --compare', 'and a page with a slider'],
  ],
  virtual: [
    ['virtual', 'one iPhone, until Ctrl-C'],
    ['virtual --count 2', 'two of them'],
    ['virtual --fleet test/fleets/two-speeds.yaml', 'those of a fleet file'],
  ],
};
