import type { Scope } from '../../src/core/util/scope.ts';
import { type Follow, follows, type Store } from '../store.ts';
import { dropButton } from './controls.ts';
import { el, icon, listen, setAttribute, setText } from './dom.ts';
import { icons } from './icons.ts';
import { openMenu } from './popupMenu.ts';

const names: Readonly<Record<Follow, readonly [short: string, long: string, svg: string]>> = {
  page: ['Page', 'By pages: the page turns when the playhead leaves it', icons.followPage],
  centre: ['Centre', 'Centred: the picture moves under the playhead', icons.followCentre],
  off: ['Off', 'Off: the view stays where it is', icons.followOff],
};

/** How the view follows the playhead. */
export function followMenu(scope: Scope, store: Store): HTMLElement {
  const [picture, name] = [el('span', { class: 'picture' }), el('span', { class: 'name' })];
  const button = dropButton(scope, 'follow', el('span', { class: 'words' }, picture, name));
  button.setAttribute('aria-haspopup', 'menu');
  listen(scope, button, 'click', () => {
    const { left, bottom } = button.getBoundingClientRect();
    const items = follows.map((follow) => ({
      words: names[follow][1],
      checked: store.follow.value === follow,
      run: () => store.follow.set(follow),
    }));
    openMenu('Follow the playhead', items, left, bottom + 4);
  });
  const update = (): void => {
    const [short, long, svg] = names[store.follow.value];
    button.disabled = !store.file.value;
    setText(name, short);
    picture.replaceChildren(icon(svg));
    setAttribute(button, 'title', `Follow the playhead. ${long}`);
    setAttribute(button, 'aria-label', `Follow the playhead: ${short}`);
  };
  for (const signal of [store.follow, store.file]) scope.add(signal.on(update));
  update();
  return button;
}
