import { libraryHostApi, libraryPageApi } from '../../src/core/protocol/libraryApi.ts';
import { connect, type Connection, type EventHandlers, type Handlers } from '../../src/core/protocol/rpc.ts';
import { type VsCodeApi, windowPort } from '../ui/windowPort.ts';

export type LibraryHost = Connection<typeof libraryPageApi, typeof libraryHostApi>;

export function connectLibrary(
  vscode: VsCodeApi,
  handlers: Handlers<typeof libraryPageApi>,
  events: EventHandlers<typeof libraryHostApi>,
): LibraryHost {
  const host: LibraryHost = connect(windowPort(vscode), {
    local: libraryPageApi,
    remote: libraryHostApi,
    handlers,
    events,
    onProtocolError: (what) => host.emit('log', { level: 'warn', message: `Message not understood: ${what}` }),
  });
  return host;
}
