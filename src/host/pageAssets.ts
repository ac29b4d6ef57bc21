import { readFile } from 'node:fs/promises';

export interface PageAssets {
  script: string;
  style: string;
}

/**
 * The page's script and style as text, read once. They go into the HTML: as files they would come through the webview's
 * service worker, which takes longer than all the rest of the opening.
 */
export class PageAssetCache {
  readonly #folder: string;
  readonly #page: string;
  #assets: Promise<PageAssets> | undefined;

  /** folder: dist/webview; page: name of its bundle. Nothing is read before the first load(). */
  constructor(folder: string, page: string) {
    this.#folder = folder;
    this.#page = page;
  }

  load(): Promise<PageAssets> {
    const read = (name: string): Promise<string> => readFile(`${this.#folder}/${name}`, 'utf8');
    this.#assets ??= Promise.all([read(`${this.#page}.js`), read(`${this.#page}.css`)]).then(([script, style]) => ({
      script,
      style,
    }));
    return this.#assets;
  }
}
