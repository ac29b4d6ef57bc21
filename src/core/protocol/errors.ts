import * as v from 'valibot';

/** Every failure that crosses a process boundary carries one of these; the message is in the user's words. */
export const errorCodes = [
  'not-found',
  'no-permission',
  'is-directory',
  'empty-file',
  'unknown-format',
  'needs-layout',
  'lfs-pointer',
  'unsupported',
  'corrupt',
  'no-audio',
  'too-large',
  'changed',
  'decoder-hung',
  'server-lost',
  'cancelled',
  'protocol',
  'internal',
] as const;

export const errorInfo = v.object({ code: v.picklist(errorCodes), message: v.string() });
export type ErrorInfo = v.InferOutput<typeof errorInfo>;
export type ErrorCode = ErrorInfo['code'];

/** An expected failure: bad file, lost process, cancelled work. Bugs throw plain errors and arrive as 'internal'. */
export class EarshotError extends Error {
  readonly code: ErrorCode;

  /** Each bundle has this class: an error of one is one to the others too. */
  static override [Symbol.hasInstance](error: unknown): boolean {
    return error instanceof Error && error.name === 'EarshotError';
  }

  constructor(code: ErrorCode, message: string) {
    super(message);
    this.name = 'EarshotError';
    this.code = code;
  }
}

export function toErrorInfo(error: unknown): ErrorInfo {
  if (error instanceof EarshotError) return { code: error.code, message: error.message };
  return { code: 'internal', message: error instanceof Error ? error.message : String(error) };
}
