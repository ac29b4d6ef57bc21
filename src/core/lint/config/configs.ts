import { CONFIG_NAME, type ResolvedConfig } from './config.ts';
import { folderOf, resolvedPath } from './paths.ts';
import { builtIn, type ResolveOptions, resolveFile } from './resolve.ts';

/** Configurations of many folders. Folders with the same file share one, and each file is read once. */
export class Configs {
  readonly #options: ResolveOptions;
  readonly #one: Promise<ResolvedConfig> | undefined;
  readonly #builtIn: ResolvedConfig;
  readonly #paths = new Map<string, Promise<string | undefined>>();
  readonly #configs = new Map<string, Promise<ResolvedConfig>>();

  /** folder: what names are relative to where there is no file. file: stands in place of any other. */
  constructor(folder: string, options: ResolveOptions, file?: string) {
    this.#options = options;
    this.#builtIn = builtIn(folder, options.preset);
    if (options.preset !== undefined) this.#one = Promise.resolve(this.#builtIn);
    else if (file !== undefined) this.#one = resolveFile(file, options);
  }

  /** Of the files of a folder, an absolute path with slashes. */
  async of(folder: string): Promise<ResolvedConfig> {
    if (this.#one) return this.#one;
    const path = await this.#nearest(folder);
    if (path === undefined) return this.#builtIn;
    let config = this.#configs.get(path);
    if (!config) {
      config = resolveFile(path, this.#options);
      this.#configs.set(path, config);
    }
    return config;
  }

  #nearest(folder: string): Promise<string | undefined> {
    let found = this.#paths.get(folder);
    if (!found) {
      found = this.#look(folder);
      this.#paths.set(folder, found);
    }
    return found;
  }

  async #look(folder: string): Promise<string | undefined> {
    const path = resolvedPath(folder, CONFIG_NAME);
    const there = await this.#options.read(path).then(
      (text) => text !== undefined,
      () => true,
    );
    if (there) return path;
    const above = folderOf(folder);
    return above === folder ? undefined : this.#nearest(above);
  }
}
