/**
 * The part of the platform's AbortController that core needs. Every environment core runs in has the global, except the
 * audio worklet, which never imports this; core itself is compiled without DOM or Node types.
 */
export interface AbortSignalLike {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

interface AbortControllerLike {
  readonly signal: AbortSignalLike;
  abort(): void;
}

declare const AbortController: new () => AbortControllerLike;

export function createAbortController(): AbortControllerLike {
  return new AbortController();
}
