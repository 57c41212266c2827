import { virtualFigures } from '../results/device.js';
import type { ChipChoice, MappedChip, ShipMap } from './ship-map.js';
import { swiftComment, swiftDouble, swiftText } from './swift-literal.js';

/**
 * The map as a Swift file without imports, for an app: a choice by device model and scale, and nil for a chip that nobody
 * measured.
 */
export const shipMapSwift = (map: ShipMap): string =>
  `${[
    ...preface(map),
    '',
    types,
    '',
    '  /// Every choice, by chip.',
    `  public static let choices: [Choice] = [${map.chips.flatMap((chip) => chip.choices.map((choice) => choiceText(chip, choice))).join('')}`,
    '  ]',
    '',
    '  /// The chip of each device model whose chip was measured; `device model` is hw.machine, such as iPhone15,2.',
    `  public static let chips: [String: String] = [${entries(map)}`,
    '  ]',
    '',
    '  /// Chips that nobody measured: there is no choice for them.',
    `  public static let unmeasuredChips: [String] = [${map.unmeasured.map(swiftText).join(', ')}]`,
    '',
    lookup,
    '}',
  ].join('\n')}\n`;

const preface = ({ runs, level, prefer, not_a_phone }: ShipMap): string[] => [
  '// Made by npx rezbench ship-map; make it again instead of editing it.',
  `// Runs: ${swiftComment(runs.join(', '))}. Level: ${level}. Of the variants that keep the budgets: the ${prefer}.`,
  ...(not_a_phone ? [`// ${virtualFigures}. Do not ship this file.`] : []),
];

const types = `/// Which model an app loads on which iPhone, and what was measured of it there.
public enum ShipMap {
  /// As \`MLComputeUnits\` names them.
  public enum ComputeUnits: String, Sendable {
    case cpuOnly, cpuAndGPU, cpuAndNeuralEngine, all
  }

  /// Of one image of a size, in milliseconds, on the slowest phone that was measured.
  public struct Latency: Sendable, Hashable {
    public let width: Int
    public let height: Int
    public let medianMs: Double
    /// Upper end of the 95 % interval.
    public let highMs: Double?
  }

  /// Measured figures are nil where there are none.
  public struct Choice: Sendable, Hashable {
    public let chip: String
    public let scale: Int?
    public let variant: String
    /// Over the package's paths and contents, as results.csv has it.
    public let sha256: String?
    public let computeUnits: ComputeUnits
    public let packageBytes: Int?
    public let psnrYDb: Double?
    public let memoryPeakBytes: Int?
    public let latencies: [Latency]
    /// The device models that were measured; others with the chip are taken to be like them.
    public let measuredOn: [String]
  }`;

const lookup = `  /// What to load on a device model, such as iPhone15,2. Nil for a chip or a scale that was not measured.
  public static func choice(deviceModel: String, scale: Int) -> Choice? {
    guard let chip = chips[deviceModel] else { return nil }
    return choices.first { $0.chip == chip && $0.scale == scale }
  }`;

const optional = <Value>(value: Value | undefined, text: (known: Value) => string): string =>
  value === undefined ? 'nil' : text(value);

function choiceText({ chip, measured_on: phones }: MappedChip, choice: ChipChoice): string {
  const latencies = choice.latencies.map(
    ({ width, height, median_ms, high_ms }) =>
      `\n        Latency(width: ${String(width)}, height: ${String(height)}, medianMs: ${swiftDouble(median_ms)}, highMs: ${optional(high_ms, swiftDouble)}),`,
  );
  const models = [...new Set(phones.map(({ model }) => model))].map(swiftText).join(', ');
  return `
    Choice(
      chip: ${swiftText(chip)},
      scale: ${optional(choice.scale, String)},
      variant: ${swiftText(choice.variant)},
      sha256: ${optional(choice.variant_sha256, swiftText)},
      computeUnits: .${choice.compute_units},
      packageBytes: ${optional(choice.package_bytes, String)},
      psnrYDb: ${optional(choice.psnr_y_db, swiftDouble)},
      memoryPeakBytes: ${optional(choice.memory_predict_peak_bytes, String)},
      latencies: [${latencies.join('')}
      ],
      measuredOn: [${models}]
    ),`;
}

/** An empty dictionary is written with a colon. */
function entries({ chips }: ShipMap): string {
  const lines = chips.flatMap(({ chip, device_models: models }) =>
    models.map((model) => `\n    ${swiftText(model)}: ${swiftText(chip)},`),
  );
  return lines.length === 0 ? ':' : lines.join('');
}
