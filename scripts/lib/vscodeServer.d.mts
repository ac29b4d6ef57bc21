import type { Server } from './serverProcess.mjs';

export const SERVER_VERSION: string;
export function ensureVsCodeServer(options?: { maySudo?: boolean }): Promise<Server>;
