import { t } from '../../src/core/util/l10n.ts';
import type { Scope } from '../../src/core/util/scope.ts';
import { iconButton } from '../ui/controls.ts';
import { el, listen } from '../ui/dom.ts';
import { icons } from '../ui/icons.ts';
import { Popover } from '../ui/popover.ts';

/** Each can be pressed to try it. */
const examples = (): readonly (readonly [filter: string, about: string])[] => [
  ['kick -old', t('“kick” in the name or folder, but not “old”')],
  ['lufs > −16', t('louder than −16 LUFS')],
  ['peak >= −1', t('true peak of −1 dBTP or more')],
  ['duration < 2s', t('shorter than two seconds; also ms, m, h and 1:30')],
  ['rate != 48k', t('any sample rate but 48 kHz')],
  ['format=wav bits=24', t('both; write “or” for one of them')],
  ['(is:mono or bits < 16) size > 1MB', t('with parentheses')],
  ['date >= 2024-01', t('changed in 2024 or later')],
  ['findings > 0', t('with findings; violations > 0 for those of lint')],
  ['is:failed', t('could not be read')],
  ['mark:keep', t('marked to keep; is:marked for any mark')],
];

/** A button that explains the filter language by examples. */
export function filterHelp(
  scope: Scope,
  tryOut: (filter: string) => void,
): { readonly button: HTMLButtonElement; readonly panel: HTMLElement } {
  const popover = new Popover(scope, 'filter-help', t('What a filter can say'), 300);
  const button = iconButton(scope, 'filter-help-button', t('What a filter can say'), icons.filter, () => undefined);
  popover.attach(scope, button);
  const rows = examples().map(([filter, about]) => {
    const row = el('button', { type: 'button', class: 'example' }, el('code', {}, filter), el('span', {}, about));
    listen(scope, row, 'click', () => {
      popover.panel.hidePopover();
      tryOut(filter);
    });
    return row;
  });
  const hint = el(
    'p',
    { class: 'hint' },
    t('What is not measured yet cannot be judged, and is counted below the list.'),
  );
  popover.panel.append(el('h2', {}, t('What a filter can say')), ...rows, hint);
  return { button, panel: popover.panel };
}
