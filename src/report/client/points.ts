/// <reference lib="dom" />
import { all, element } from './dom.js';

/** Marks that have a name: those of data, not those of axes and legends. */
const named = '.mark-symbol path[aria-label], .mark-rect path[aria-label]';

const tip = element('div', { class: 'tip', hidden: '' });

/** One note for all charts, which names the mark that is pointed at or has the focus. */
export function installTip(): void {
  document.body.append(tip);
  for (const [show, hide] of [
    ['mouseover', 'mouseout'],
    ['focusin', 'focusout'],
  ] as const) {
    document.addEventListener(show, ({ target }) => {
      if (target instanceof SVGElement && target.matches(named)) showTip(target);
    });
    document.addEventListener(hide, hideTip);
  }
  document.addEventListener('scroll', hideTip, { passive: true });
  document.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') hideTip();
  });
}

function showTip(mark: SVGElement): void {
  const [title = '', ...facts] = (mark.getAttribute('aria-label') ?? '').split('; ');
  tip.replaceChildren(element('strong', {}, title), ...facts.map((fact) => element('div', {}, fact)));
  tip.hidden = false;
  const box = mark.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = tip;
  const left = Math.min(Math.max(8, box.left + box.width / 2 - width / 2), window.innerWidth - width - 8);
  const above = box.top - height - 10;
  tip.style.left = `${String(left + window.scrollX)}px`;
  tip.style.top = `${String((above < 4 ? box.bottom + 10 : above) + window.scrollY)}px`;
}

function hideTip(): void {
  tip.hidden = true;
}

/** Lets the keyboard go from mark to mark: Tab enters a chart at its first, arrows, Home and End go on from left to right. */
export function letKeysIn(chart: HTMLElement): void {
  const marks = all<SVGElement>(chart, named).sort(
    (a, b) => a.getBoundingClientRect().left - b.getBoundingClientRect().left,
  );
  marks.forEach((mark, index) => {
    mark.setAttribute('tabindex', index === 0 ? '0' : '-1');
    mark.addEventListener('keydown', (event) => {
      const next = marks[stepped(event.key, index, marks.length) ?? -1];
      if (next === undefined) return;
      event.preventDefault();
      mark.setAttribute('tabindex', '-1');
      next.setAttribute('tabindex', '0');
      next.focus();
    });
  });
}

function stepped(key: string, index: number, length: number): number | undefined {
  switch (key) {
    case 'ArrowRight':
    case 'ArrowDown':
      return Math.min(index + 1, length - 1);
    case 'ArrowLeft':
    case 'ArrowUp':
      return Math.max(index - 1, 0);
    case 'Home':
      return 0;
    case 'End':
      return length - 1;
    default:
      return undefined;
  }
}
