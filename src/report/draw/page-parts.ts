/* What the page and its program call alike. */

/** The elements that carry the page's data, by id. */
export const dataId = 'report-data';
export const specsId = 'report-specs';

export const figureId = (chart: string): string => `figure-${chart}`;

/** Rows of the table of cases that show at first, and that come with each request for more. */
export const pageRows = 100;

/** What a part says that has nothing to show. */
export const nothingHere = 'Nothing was measured of this selection.';
