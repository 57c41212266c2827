import type { ReportData } from './draw/report-data.js';
import { html } from './html.js';
import type { Section } from './page.js';
import { warningsOf } from './warnings.js';

/** Most that anybody reads. */
const most = 25;

export function warningsSection(data: ReportData): Section[] {
  const all = warningsOf(data);
  if (all.length === 0) return [];
  const others = all.length - most;
  return [
    {
      id: 'warnings',
      title: 'What to know of these figures',
      body: [
        html`<ul class="warnings">
          ${all.slice(0, most).map(
            ({ text, cases, lines }) =>
              html`<li>
                ${text}
                <span class="about"
                  >(${cases === 1 ? 'one case' : `${String(cases)} cases, each with its own figures`}; results.csv line
                  ${lines.join(', ')}${cases > lines.length ? ' and more' : ''})</span
                >
              </li>`,
          )}
        </ul>`,
        ...(others > 0 ? [html`<p>And ${others} more, in the column warnings of results.csv.</p>`] : []),
      ],
    },
  ];
}
