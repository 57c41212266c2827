import { gapText } from '../gate/coverage.js';
import { virtualFigures } from '../results/device.js';
import { markdownList, markdownTable, markdownText } from '../results/markdown-text.js';
import { candidateHead, candidateRows, rejectedHead, rejectedRows, scaleNotes, scaleTitle } from './ship-lines.js';
import type { RequiredPhone, Ship } from './ship-run.js';

/** What to ship, in GitHub's Markdown. */
export function shipMarkdown({ runs, level, phones, gaps, warnings, scales, not_a_phone }: Ship): string {
  const parts = [
    `## What to ship: ${markdownText(runs.join(', '))}`,
    `By every budget at level ${level} on every one of ${markdownText(phones.map(phoneText).join('; '))}.`,
    ...(not_a_phone ? [`> [!WARNING]\n> ${virtualFigures}.`] : []),
    ...(gaps.length > 0
      ? [markdownList('Nothing is recommended, since phones of the fleet are missing:', gaps.map(gapText))]
      : []),
    ...scales.flatMap((scale) => {
      const picked = candidateRows(scale);
      const rejected = rejectedRows(scale);
      return [
        `### ${scaleTitle(scale)}`,
        ...(picked.length > 0 ? [markdownTable(candidateHead, picked)] : []),
        ...scaleNotes(scale).map(markdownText),
        ...(rejected.length > 0
          ? [
              `<details><summary>${String(rejected.length)} not recommended</summary>\n\n${markdownTable(rejectedHead, rejected)}\n\n</details>`,
            ]
          : []),
      ];
    }),
    ...(warnings.length > 0 ? [markdownList('Worth a look:', warnings)] : []),
    'What a choice gives up is against the best of those that meet the budgets. Latency is the geometric mean of the medians ' +
      'over phones and sizes, PSNR that of the phone where it is lowest, memory that where it is largest.',
  ];
  return `${parts.join('\n\n')}\n`;
}

const phoneText = ({ device_name, device_model, chip, os_version }: RequiredPhone): string =>
  [
    device_name,
    ...(device_model === undefined || device_model === device_name ? [] : [device_model]),
    ...(chip === undefined ? [] : [chip]),
    ...(os_version === undefined ? [] : [`iOS ${os_version}`]),
  ].join(', ');
