import type { ReportData, Selection } from './report-data.js';

/** What a chart shows of a selection. */
export interface Drawing {
  /** One sentence for who does not see it. */
  readonly label: string;
  /** By the names that the specification gives its data sets. */
  readonly data: Readonly<Record<string, readonly object[]>>;
  /** Values of its signals. */
  readonly signals: Readonly<Record<string, unknown>>;
  /** The same as a table: a head and rows of text. */
  readonly table: readonly (readonly string[])[];
}

/** What flows into a chart, whose specification has the same id. */
export interface Chart {
  /** Names its files and its place on the page. */
  readonly id: string;
  /** Undefined where the selection has nothing to show. */
  readonly draw: (data: ReportData, selection: Selection) => Drawing | undefined;
}

/** What a case is called beside others of its phone. */
export const settingWords = ({ units, size }: Pick<Selection, 'units' | 'size'>): string => `${units}, ${size}`;

/** The phone's name, for a chart's title. */
export const phoneName = ({ phones }: ReportData, { phone }: Pick<Selection, 'phone'>): string =>
  phones[phone]?.name ?? '';
