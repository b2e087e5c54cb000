import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { HostClient } from '../../../src/cli/host-client.js';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

test.each(['.', '..', 'a/b', 'a?b#c', '%2e', 'ü'])('a block may be called %s', async (blockId) => {
  const asked: string[] = [];
  const client = await clientOf(({ url = '' }, response) => {
    asked.push(url);
    response.writeHead(404).end('{"error":{"code":"not-found","message":"as asked"}}');
  });
  await expect(client.call('blocks.killTree', { blockId })).rejects.toThrow('as asked');
  expect(asked).toEqual([`/api/blocks/${encodeURIComponent(blockId)}/kill`]);
});

test('a block whose name no path can carry goes into the body', async () => {
  const asked: string[] = [];
  const client = await clientOf((request, response) => {
    request.on('data', (chunk: Buffer) => asked.push(request.url ?? '', chunk.toString()));
    request.on('end', () =>
      response.writeHead(404).end('{"error":{"code":"not-found","message":"as asked"}}'),
    );
  });
  await expect(client.call('blocks.killTree', { blockId: '\ud800' })).rejects.toThrow('as asked');
  expect(asked).toEqual(['/api/operations/blocks.killTree', '{"blockId":"\\ud800"}']);
});

test('what never answers is given up', async () => {
  const client = await clientOf(() => undefined);
  await expect(client.call('host.get', {}, 100)).rejects.toThrow(/PID 1 does not answer.*panetree host$/);
});

test('what answers something else is no host', async () => {
  const client = await clientOf((_, response) => response.end('<html>'));
  await expect(client.call('host.get', {})).rejects.toThrow(/is no host; start one with: .*panetree host$/);
});

async function clientOf(answer: RequestListener): Promise<HostClient> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return new HostClient({ url: `http://127.0.0.1:${port}/`, token: 'token', pid: 1, instance: 'one' });
}
