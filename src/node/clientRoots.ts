import { realpath, stat } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { ToolError } from '../core/agents/tool.ts';

/** A folder, or a single file, as it was named and as it really is, links followed. */
interface Root {
  readonly named: string;
  readonly real: string;
}

/** Whether a path is a folder or below it. Both absolute. */
export function isInside(folder: string, path: string): boolean {
  const rest = relative(folder, path);
  return rest === '' || (rest !== '..' && !rest.startsWith(`..${sep}`) && !isAbsolute(rest));
}

/**
 * What may be read: these folders and nothing else, whatever links lead out of them. Nothing outside is even looked for,
 * so that no answer tells what is there.
 */
export class Roots {
  readonly #roots: readonly Root[];

  private constructor(roots: readonly Root[]) {
    this.#roots = roots;
  }

  /** Rejects if one of them is not there. */
  static async of(paths: readonly string[]): Promise<Roots> {
    return new Roots(
      await Promise.all(paths.map(async (path) => ({ named: resolve(path), real: await realpath(resolve(path)) }))),
    );
  }

  get folders(): readonly string[] {
    return this.#roots.map(({ real }) => real);
  }

  /** Only what both these and the others hold. Others that are not there hold nothing. */
  async narrowedTo(others: readonly string[]): Promise<Roots> {
    const found: Root[] = [];
    for (const other of others) {
      const named = resolve(other);
      const mayBe = this.#roots.some((root) => this.#nameInside(root, named) || isInside(named, root.named));
      const real = mayBe ? await realpath(named).catch(() => undefined) : undefined;
      if (real === undefined) continue;
      for (const root of this.#roots) {
        if (isInside(root.real, real)) found.push({ named, real });
        else if (isInside(real, root.real)) found.push(root);
      }
    }
    return new Roots(found.filter((root, i) => found.findIndex(({ real }) => real === root.real) === i));
  }

  /** These and one more. */
  with(real: string, named: string): Roots {
    return new Roots([...this.#roots, { named, real }]);
  }

  holds(real: string): boolean {
    return this.#roots.some((root) => isInside(root.real, real));
  }

  /** The real path of what an agent names; a ToolError says what it may name instead. */
  async resolve(path: string): Promise<string> {
    if (path.includes('\0')) throw new ToolError('A path cannot hold a NUL character.');
    if (path.split(/[\\/]/).includes('..')) {
      throw new ToolError(`${path}: '..' is not allowed; give the path from ${this.#words()}.`);
    }
    const places = isAbsolute(path) ? [resolve(path)] : this.#roots.map(({ real }) => resolve(real, path));
    const inside = places.filter((place) => this.#roots.some((root) => this.#nameInside(root, place)));
    if (inside.length === 0) throw this.#outside(path);
    for (const place of inside) {
      const real = await realpath(place).catch(() => undefined);
      if (real === undefined) continue;
      if (this.holds(real)) return real;
      throw this.#outside(path);
    }
    throw new ToolError(`${path} was not found in ${this.#words()}.`);
  }

  /** As an agent may name it: from the only root, or absolute. */
  display(real: string): string {
    const [root] = this.#roots;
    if (this.#roots.length !== 1 || real === root!.real || !isInside(root!.real, real)) return real;
    return relative(root!.real, real).replaceAll(sep, '/');
  }

  #nameInside({ named, real }: Root, path: string): boolean {
    return isInside(named, path) || isInside(real, path);
  }

  #outside(path: string): ToolError {
    return new ToolError(`${path} is outside of what may be read: ${this.#words()}.`);
  }

  #words(): string {
    if (this.#roots.length === 0) return 'no folder at all';
    return this.#roots.map(({ real }) => real).join(', ');
  }
}

/** What a path that may be read is. Pipes and devices would never end: they are nothing. */
export async function kindOf(real: string): Promise<'file' | 'folder' | 'neither'> {
  const there = await stat(real).catch(() => undefined);
  if (there?.isDirectory()) return 'folder';
  return there?.isFile() ? 'file' : 'neither';
}
