import type { RequestHandlerExtra } from '@modelcontextprotocol/sdk/shared/protocol.js';
import type { ServerNotification, ServerRequest } from '@modelcontextprotocol/sdk/types.js';
import type { ToolContext } from '../../node/clientTools.ts';

export type Extra = RequestHandlerExtra<ServerRequest, ServerNotification>;

const PERIOD_MS = 200;

/** Notifications of progress where the client has given a token for them, five a second at most. */
export function progressOf({ _meta, sendNotification }: Extra): Pick<ToolContext, 'progress'> {
  const progressToken = _meta?.progressToken;
  if (progressToken === undefined) return {};
  let last = -Infinity;
  return {
    progress(progress, total, message) {
      const now = performance.now();
      if (now - last < PERIOD_MS && progress < total) return;
      last = now;
      const params = { progressToken, progress, total, message };
      sendNotification({ method: 'notifications/progress', params }).catch(() => undefined);
    },
  };
}
