import { colours } from './palette.js';

const palette = (theme: 'light' | 'dark'): string =>
  colours.map(({ variable, [theme]: colour }) => `${variable}: ${colour};`).join(' ');

/** The page's own looks: nothing is fetched, light and dark follow the reader's system. */
export const style = `
:root { color-scheme: light dark; --paper: #ffffff; --raised: #f6f8fa; --warn: #fff4ce; --warn-edge: #b58500; --bad: #b3261e; ${palette('light')} }
@media (prefers-color-scheme: dark) {
  :root { --paper: #0f1318; --raised: #181e25; --warn: #3a2f0b; --warn-edge: #d9a900; --bad: #ff8f86; ${palette('dark')} }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 1320px; margin: 0 auto; padding: 1.5rem clamp(1rem, 3vw, 2.5rem) 4rem; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0 0 .25rem; overflow-wrap: anywhere; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 .25rem; }
h3 { font-size: 1.05rem; margin: 1.75rem 0 .5rem; }
p { margin: .25rem 0 .75rem; max-width: 75ch; }
.about, figcaption, caption, dt { color: var(--muted); }
.banner { background: var(--warn); border-left: 4px solid var(--warn-edge); padding: .75rem 1rem; margin: 1rem 0; border-radius: 4px; }
.banner p { margin: 0; }
.charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 26rem), 1fr)); gap: 1rem; }
figure { margin: 0; padding: .75rem; background: var(--raised); border-radius: 8px; min-width: 0; }
.chart svg { display: block; width: 100%; height: auto; }
figcaption { font-size: .85rem; margin-top: .25rem; overflow-wrap: anywhere; }
a { color: inherit; }
.scroll { overflow-x: auto; border: 1px solid var(--grid); border-radius: 8px; }
.scroll:focus-visible { outline: 2px solid var(--family-0); }
table { border-collapse: collapse; width: 100%; font-size: .85rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; padding: .5rem .75rem; }
th, td { padding: .35rem .6rem; text-align: left; vertical-align: top; border-top: 1px solid var(--grid); white-space: nowrap; }
thead th { color: var(--muted); font-weight: 600; }
tbody th { font-weight: 600; }
td.number, th.number { text-align: right; }
td:last-child { white-space: normal; min-width: 36rem; }
tr.not-ok td { color: var(--bad); }
dl { margin: .5rem 0; }
dl > div { display: flex; flex-wrap: wrap; gap: 0 1rem; padding: .25rem 0; border-top: 1px solid var(--grid); }
dt { flex: 0 0 6rem; }
dd { margin: 0; flex: 1 1 14rem; overflow-wrap: anywhere; }
@media (min-width: 60rem) {
  thead th:first-child, tbody th { position: sticky; left: 0; background: var(--paper); }
}
@media print { .scroll { overflow: visible; } }
`;
