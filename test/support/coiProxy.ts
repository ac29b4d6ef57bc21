import http from 'node:http';
import net, { type Socket } from 'node:net';

const isolation = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'cross-origin',
};

/** Puts the headers of cross-origin isolation in front of a VS Code server, which then isolates its webviews too. */
export async function startCoiProxy(targetPort: number): Promise<{ port: number; stop: () => void }> {
  const target = { host: '127.0.0.1', port: targetPort };
  const sockets = new Set<Socket>();
  const server = http.createServer((request, response) => {
    const { url: path, method, headers } = request;
    const upstream = http.request({ ...target, path, method, headers }, (reply) => {
      response.writeHead(reply.statusCode ?? 502, { ...reply.headers, ...isolation });
      reply.pipe(response);
    });
    upstream.on('error', (error) => {
      if (!response.headersSent) response.statusCode = 502;
      response.end(String(error));
    });
    request.pipe(upstream);
  });
  // Websockets: replay the head of the request, then join the two sockets.
  server.on('upgrade', (request, client: Socket, head: Buffer) => {
    const upstream = net.connect(target.port, target.host, () => {
      const lines = [`${request.method} ${request.url} HTTP/1.1`];
      for (let i = 0; i < request.rawHeaders.length; i += 2) {
        lines.push(`${request.rawHeaders[i]}: ${request.rawHeaders[i + 1]}`);
      }
      upstream.write(`${lines.join('\r\n')}\r\n\r\n`);
      upstream.write(head);
      client.pipe(upstream);
      upstream.pipe(client);
    });
    sockets.add(upstream);
    upstream.on('error', () => client.destroy());
    upstream.on('close', () => client.destroy());
    client.on('error', () => upstream.destroy());
    client.on('close', () => upstream.destroy());
    upstream.setNoDelay(true);
    client.setNoDelay(true);
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  return {
    port: address.port,
    stop: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
