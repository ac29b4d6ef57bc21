import { CONFIG_NAME, type ReadText, type ResolvedConfig } from '../../core/lint/config/config.ts';
import { Configs } from '../../core/lint/config/configs.ts';
import { folderOf, nameIn } from '../../core/lint/config/paths.ts';
import { builtIn, resolveFile } from '../../core/lint/config/resolve.ts';
import { Emitter } from '../../core/util/emitter.ts';

const isBelow = (folder: string, top: string): boolean =>
  folder === top || folder.startsWith(top.endsWith('/') ? top : `${top}/`);

/** The configurations of folders, each read and resolved once until a file of it changes. Absolute paths with slashes. */
export class LintConfigs {
  readonly onResolved = new Emitter<ResolvedConfig>();
  readonly #read: ReadText;
  readonly #texts = new Map<string, Promise<string | undefined>>();
  readonly #folders = new Map<string, Promise<ResolvedConfig>>();
  readonly #resolved = new Map<string, ResolvedConfig>();
  readonly #told = new WeakSet<ResolvedConfig>();
  #configs: Configs;

  constructor(read: ReadText) {
    this.#read = read;
    this.#configs = this.#fresh();
  }

  of(file: string): Promise<ResolvedConfig> {
    const folder = folderOf(file);
    let config = this.#folders.get(folder);
    if (!config) {
      config = this.#resolve(folder);
      this.#folders.set(folder, config);
    }
    return config;
  }

  /** One file with what it extends, whether or not a folder has it, as somebody else reads them. */
  ofText(path: string, read: ReadText): Promise<ResolvedConfig> {
    return resolveFile(path, { read });
  }

  /** A file that configurations are made of. */
  uses(path: string): boolean {
    return nameIn(path) === CONFIG_NAME || [...this.#resolved.values()].some(({ sources }) => sources.includes(path));
  }

  /** A file was written, made or deleted. Answers whether it governs a folder. */
  forget(path: string): (folder: string) => boolean {
    this.#texts.delete(path);
    this.#configs = this.#fresh();
    const top = nameIn(path) === CONFIG_NAME ? folderOf(path) : null;
    const governed = new Set<string>();
    for (const folder of [...this.#folders.keys()]) {
      const known = this.#resolved.get(folder);
      // One that is being resolved may have read the old text.
      if (known && !known.sources.includes(path) && (top === null || !isBelow(folder, top))) continue;
      this.#folders.delete(folder);
      this.#resolved.delete(folder);
      governed.add(folder);
    }
    return (folder) => governed.has(folder);
  }

  async #resolve(folder: string): Promise<ResolvedConfig> {
    const configs = this.#configs;
    const found = await configs.of(folder);
    const config = found.path === null ? builtIn(folder) : found;
    if (configs !== this.#configs) return config;
    this.#resolved.set(folder, config);
    // Folders with the same file share one.
    if (!this.#told.has(config)) this.onResolved.emit(config);
    this.#told.add(config);
    return config;
  }

  #fresh(): Configs {
    return new Configs('/', { read: (path) => this.#text(path) });
  }

  #text(path: string): Promise<string | undefined> {
    let text = this.#texts.get(path);
    if (!text) this.#texts.set(path, (text = this.#read(path)));
    return text;
  }
}
