import type { Scope } from '../../src/core/util/scope.ts';

type Child = Node | string;

/** An element with attributes and children. Styles come from the style sheet: the page's policy allows no inline ones. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string>> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

const parsedIcons = new Map<string, SVGElement>();

/** An icon from the text of an SVG file; decorative, so hidden from screen readers. */
export function icon(svg: string): SVGElement {
  const element = parsedIcons.get(svg) ?? parseIcon(svg);
  parsedIcons.set(svg, element);
  return element.cloneNode(true) as SVGElement;
}

function parseIcon(svg: string): SVGElement {
  const parsed = new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement;
  const element = document.importNode(parsed, true) as unknown as SVGElement;
  element.setAttribute('aria-hidden', 'true');
  element.classList.add('icon');
  return element;
}

/** addEventListener that ends with the scope. */
export function listen<K extends keyof HTMLElementEventMap>(
  scope: Scope,
  target: EventTarget,
  type: K,
  run: (event: HTMLElementEventMap[K]) => void,
  options?: AddEventListenerOptions,
): void {
  const listener = run as (event: Event) => void;
  target.addEventListener(type, listener, options);
  scope.defer(() => target.removeEventListener(type, listener, options));
}

/** Writes only what differs, so that an unchanged text costs no layout. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

export function setAttribute(element: Element, name: string, value: string): void {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/**
 * Keys that a focused control handles itself stay in the page: VS Code listens on the window and would run the command
 * bound to the same key a second time.
 */
export function keepKeys(scope: Scope, element: HTMLElement, keys: readonly string[]): void {
  const keep = (event: KeyboardEvent): void => {
    if (keys.includes(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey) event.stopPropagation();
  };
  listen(scope, element, 'keydown', keep);
  listen(scope, element, 'keyup', keep);
}
