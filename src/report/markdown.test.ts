import { expect } from 'chai';
import { describe, it } from 'mocha';
import { reportOf } from '../../test/report-page-of.js';
import { firstSelection } from './draw/selection.js';
import { headlineOf } from './headline.js';
import { reportMarkdown } from './markdown.js';

describe('a report for a pull request', () => {
  it('has the headline, the front of each phone with its lines, and warnings, with every name as text', () => {
    const data = reportOf(
      { variant: 'a|b @team', latency_median_ms: 3, psnr_y_db: 30, warnings: 'hot' },
      { variant: 'c', latency_median_ms: 5, psnr_y_db: 32 },
      { variant: 'd', latency_median_ms: 6, psnr_y_db: 31 },
    );
    const selection = firstSelection(data);
    const text = reportMarkdown(data, selection, headlineOf(data, selection, undefined), 'Not a phone');
    expect(text).to.match(/^### c enlarges in 5.00 ms/);
    expect(text).to.contain('**Not a phone.**');
    expect(text).to.contain('| a\\|b @<!-- -->team | 3.00 | 3.000 | 30.00 | line 2 |');
    expect(text).to.contain('| c (recommended) | 5.00 | 3.000 | 32.00 | line 3 |');
    expect(text).to.contain('- hot (1 of 3 cases)');
    expect(text).not.to.contain('line 4');
  });
});
