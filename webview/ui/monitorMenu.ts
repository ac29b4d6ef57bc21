import { type Monitor, monitors } from '../../src/core/engine/lens.ts';
import type { Scope } from '../../src/core/util/scope.ts';
import type { Sound } from '../editor/sound.ts';
import type { Store } from '../store.ts';
import { dropButton } from './controls.ts';
import { el, listen, setAttribute, setText } from './dom.ts';
import { openMenu } from './popupMenu.ts';

const names: Readonly<Record<Monitor, readonly [short: string, long: string]>> = {
  normal: ['Normal', 'Normal: as the channels are meant'],
  mono: ['Mono', 'Mono: (L + R) / 2'],
  mid: ['Mid', 'Mid: (L + R) / 2'],
  side: ['Side', 'Side: (L \u2212 R) / 2'],
  difference: ['L\u2212R', 'Difference: L \u2212 R'],
};

/** Which mix of the channels is heard; hidden where there is only one channel. */
export function monitorMenu(scope: Scope, store: Store, sound: Sound): HTMLElement {
  const text = el('span');
  const button = dropButton(scope, 'monitor', text);
  button.setAttribute('aria-haspopup', 'menu');
  const element = el('div', { class: 'monitor' }, button);
  listen(scope, button, 'click', () => {
    const { left, bottom } = button.getBoundingClientRect();
    const items = monitors.map((monitor) => ({
      words: names[monitor][1],
      checked: store.mix.value.monitor === monitor,
      run: () => sound.setMonitor(monitor),
    }));
    openMenu('What is heard', items, left, bottom + 4);
  });
  const update = (): void => {
    const { monitor } = store.mix.value;
    element.hidden = (store.file.value?.info.channels ?? 0) < 2;
    setText(text, names[monitor][0]);
    button.classList.toggle('altered', monitor !== 'normal');
    setAttribute(button, 'title', `Heard: ${names[monitor][1]}`);
    setAttribute(button, 'aria-label', `Heard: ${names[monitor][0]}`);
  };
  for (const signal of [store.mix, store.file]) scope.add(signal.on(update));
  update();
  return element;
}
