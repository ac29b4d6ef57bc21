import { hostApi, pageApi } from '../../src/core/protocol/editorApi.ts';
import { connect, type Connection, type EventHandlers } from '../../src/core/protocol/rpc.ts';
import { type VsCodeApi, windowPort } from '../ui/windowPort.ts';

export type { VsCodeApi };

export type Host = Connection<typeof pageApi, typeof hostApi>;

export function connectHost(vscode: VsCodeApi, events: EventHandlers<typeof hostApi>): Host {
  const host: Host = connect(windowPort(vscode), {
    local: pageApi,
    remote: hostApi,
    handlers: {},
    events,
    onProtocolError: (what) => host.emit('log', { level: 'warn', message: `Message not understood: ${what}` }),
  });
  return host;
}
