import { colours } from './draw/palette.js';

const palette = (theme: 'light' | 'dark'): string =>
  colours.map(({ variable, [theme]: colour }) => `${variable}: ${colour};`).join(' ');

const light = `--raised: #f6f8fa; --warn: #fff6d6; --warn-edge: #a87b00; --bad: #a3211a; --link: #0550ae; ${palette('light')}`;
const dark = `--raised: #171c23; --warn: #332a0c; --warn-edge: #d9a900; --bad: #ff9a91; --link: #79b8ff; ${palette('dark')}`;

/** The page's own looks: nothing is fetched, light and dark follow the reader's system, and paper is white. */
export const style = `
:root { color-scheme: light dark; ${light} }
@media screen and (prefers-color-scheme: dark) { :root { ${dark} } }
* { box-sizing: border-box; }
html { scroll-padding-top: 5rem; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.55 system-ui, -apple-system, "Segoe UI", sans-serif; }
main { max-width: 1120px; margin: 0 auto; padding: 2rem clamp(1rem, 3vw, 2rem) 4rem; }
.eyebrow { color: var(--muted); font-size: .85rem; margin: 0 0 .4rem; max-width: none; overflow-wrap: anywhere; }
h1 { font-size: clamp(1.35rem, 1.1rem + 1.2vw, 1.9rem); line-height: 1.25; letter-spacing: -.01em; margin: 0 0 .75rem; max-width: 50rem; overflow-wrap: anywhere; text-wrap: balance; }
h2 { font-size: 1.2rem; margin: 2.5rem 0 .35rem; padding-top: 1.1rem; border-top: 1px solid var(--grid); }
h3 { font-size: 1rem; margin: 1.5rem 0 .35rem; }
p { margin: .25rem 0 .75rem; max-width: 46rem; }
a { color: var(--link); }
.lead { margin: 0 0 1rem; padding-left: 1.1rem; max-width: 46rem; }
.lead li { margin: .15rem 0; overflow-wrap: anywhere; }
.about, figcaption, caption, dt { color: var(--muted); }
.about, figcaption { font-size: .875rem; }
nav { margin: 1rem 0 0; font-size: .875rem; }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1rem; list-style: none; margin: 0; padding: 0; }
nav a { text-decoration: none; }
nav a:hover { text-decoration: underline; }
.banner { background: var(--warn); border-left: 4px solid var(--warn-edge); padding: .65rem 1rem; margin: 1rem 0; border-radius: 4px; }
.banner p { margin: 0; max-width: none; }
.controls { position: sticky; top: 0; z-index: 2; display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: end; background: var(--paper); border-bottom: 1px solid var(--grid); padding: .6rem 0; margin: 0 0 1rem; }
.controls label, .axes label, .find label { display: grid; gap: .1rem; font-size: .78rem; color: var(--muted); min-width: 0; max-width: 100%; }
.axes { display: flex; flex-wrap: wrap; gap: .5rem 1rem; margin: .5rem 0; }
.find { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: end; margin: .75rem 0; }
select, input, button { font: inherit; font-size: .875rem; color: var(--ink); background: var(--raised); border: 1px solid var(--muted); border-radius: 6px; padding: .3rem .5rem; max-width: 100%; }
input { min-width: min(22rem, 80vw); }
select { width: 100%; text-overflow: ellipsis; }
button { cursor: pointer; }
button.quiet { border-color: var(--grid); color: var(--muted); font-size: .78rem; padding: .15rem .5rem; }
button.sort { all: unset; cursor: pointer; display: inline-block; }
button.sort:hover { text-decoration: underline; }
[aria-sort=ascending] button.sort::after { content: " ▲"; }
[aria-sort=descending] button.sort::after { content: " ▼"; }
:focus-visible, button.sort:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.needs-script { display: none; }
.live .needs-script { display: revert; }
.live .no-script-only { display: none; }
.live .controls.needs-script, .live .axes.needs-script, .live .find.needs-script, .live .saving.needs-script { display: flex; }
figure { margin: 1rem 0; min-width: 0; }
.chart { overflow-x: auto; }
.chart svg { display: block; width: 100%; min-width: 34rem; height: auto; }
.chart path[tabindex] { outline: none; }
.chart path[tabindex]:focus-visible { stroke: var(--ink); stroke-width: 4px; }
.chart .mark-symbol path[aria-label], .chart .mark-rect path[aria-label] { cursor: help; }
figcaption { margin-top: .35rem; overflow-wrap: anywhere; max-width: 46rem; }
.saving { display: flex; gap: .4rem; margin-top: .35rem; }
details { margin: .35rem 0; }
summary { cursor: pointer; color: var(--muted); font-size: .875rem; }
.tip { position: absolute; z-index: 5; pointer-events: none; max-width: min(24rem, 90vw); background: var(--ink); color: var(--paper); border-radius: 6px; padding: .4rem .65rem; font-size: .8rem; line-height: 1.4; overflow-wrap: anywhere; }
.tip[hidden] { display: none; }
.scroll { overflow: auto; max-height: 38rem; border: 1px solid var(--grid); border-radius: 8px; margin: .5rem 0; }
table { border-collapse: collapse; width: 100%; font-size: .8rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; padding: .5rem .75rem; }
th, td { padding: .3rem .6rem; text-align: left; vertical-align: top; border-top: 1px solid var(--grid); white-space: nowrap; }
thead th { color: var(--muted); font-weight: 600; position: sticky; top: 0; background: var(--raised); border-top: 0; z-index: 1; }
tbody th { font-weight: 600; }
td.number, th.number { text-align: right; }
tr.not-ok td { color: var(--bad); }
dl { margin: .5rem 0; }
dl > div { display: flex; flex-wrap: wrap; gap: 0 1rem; padding: .25rem 0; border-top: 1px solid var(--grid); }
dt { flex: 0 0 7rem; }
dd { margin: 0; flex: 1 1 14rem; overflow-wrap: anywhere; }
.photo { margin: 1.25rem 0; }
.strip { display: grid; grid-template-columns: repeat(auto-fill, minmax(7.4rem, 1fr)); gap: .6rem; margin: .5rem 0; }
/* Two pixels of the screen for each of a picture, whose sides are 96. */
@media screen and (min-width: 42rem) { .strip { grid-template-columns: repeat(auto-fill, 192px); } }
.strip figure { margin: 0; }
.strip img { display: block; width: 100%; height: auto; image-rendering: pixelated; border-radius: 4px; background: var(--raised); }
.strip img + img { margin-top: 3px; }
.strip figcaption { font-size: .78rem; line-height: 1.35; }
.strip figcaption strong { color: var(--ink); font-weight: 600; }
.warnings { padding-left: 1.1rem; max-width: 60rem; }
.warnings li { margin: .3rem 0; overflow-wrap: anywhere; }
@media (min-width: 60rem) {
  .cases thead th:first-child, .cases tbody th { position: sticky; left: 0; background: var(--paper); }
  .cases thead th:first-child { z-index: 2; background: var(--raised); }
}
@media print {
  @page { margin: 14mm; }
  body { font-size: 10.5pt; }
  main { max-width: none; padding: 0; }
  nav, .controls, .axes, .screen, .find, .saving, .tip, details, .minor, #cases-more { display: none !important; }
  h2, h3, h2 + p, [data-phones] > p, caption { break-after: avoid; }
  h2 { margin-top: 1.75rem; }
  p, li, dl > div, tr, figure, .photo { break-inside: avoid; }
  tbody tr:first-child { break-before: avoid; }
  .scroll { overflow: visible; max-height: none; border: 0; }
  .chart { overflow: visible; }
  /* With its heading and its caption on one page. */
  .chart svg { min-width: 0; max-height: 190mm; }
  table { font-size: 7.5pt; }
  th, td { white-space: normal; padding: .1rem .25rem; }
  tbody th { overflow-wrap: anywhere; min-width: 12em; }
  .cases tr:not(.not-ok) td { white-space: nowrap; }
  /* A head is repeated on each page, and a button in it is not. */
  button.sort { display: contents; }
  td.long { min-width: 0; }
  thead th { position: static; }
}
`;
