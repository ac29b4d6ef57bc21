import { setAttribute } from '../ui/dom.ts';
import { svgElement } from './laneOverlays.ts';

/** A line in the foreground's colour on a halo, so that it reads over any palette. */
export class HaloPath {
  #halo: SVGPathElement;
  #line: SVGPathElement;

  constructor(parent: SVGElement, name: string) {
    this.#halo = svgElement('path', { class: `halo ${name}` });
    this.#line = svgElement('path', { class: `line ${name}` });
    parent.append(this.#halo, this.#line);
  }

  set(d: string): void {
    setAttribute(this.#halo, 'd', d);
    setAttribute(this.#line, 'd', d);
  }

  remove(): void {
    this.#halo.remove();
    this.#line.remove();
  }
}
