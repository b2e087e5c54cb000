import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Caller } from '../../../src/host/http/authenticate.js';
import { type GuardedRequest, requireOwnOrigin } from '../../../src/host/http/guard.js';
import { nameCheck, nameIn, publicName } from '../../../src/host/http/host-names.js';

/** Of box.example, *.panes.example and 192.0.2.9; nobody has its key. */
const certificate = readFileSync(new URL('../../fixtures/tls/certificate.pem', import.meta.url));

describe('the name in a Host header', () => {
  test.for([
    ['localhost', 'localhost'],
    ['LocalHost:80', 'localhost'],
    ['127.0.0.1:65535', '127.0.0.1'],
    ['[::1]:7000', '::1'],
    ['[::1]', '::1'],
    ['evil.example:1', 'evil.example'],
    ['', undefined],
    ['::1', undefined],
    ['[::1', undefined],
    ['localhost:', undefined],
    ['localhost:port', undefined],
    ['user@localhost', undefined],
    ['local host', undefined],
    ['localhost/x', undefined],
    [undefined, undefined],
  ] as const)('%j is %j', ([header, name]) => {
    expect(nameIn(header)).toBe(name);
  });
});

describe('the names of a host', () => {
  test('are those of loopback, and where it listens', () => {
    const isOwn = nameCheck({ address: '192.0.2.7', certificate: undefined });
    const names = ['localhost', '127.0.0.1', '::1', '192.0.2.7', '192.0.2.8', '127.0.0.2', 'localhost.', ''];
    expect(names.filter(isOwn)).toEqual(['localhost', '127.0.0.1', '::1', '192.0.2.7']);
  });

  test('are those of its certificate too', () => {
    const isOwn = nameCheck({ address: '0.0.0.0', certificate });
    const names = [
      'box.example',
      'a.panes.example',
      'a.b.panes.example',
      '192.0.2.9',
      '192.0.2.1',
      'example',
    ];
    expect(names.filter(isOwn)).toEqual(['box.example', 'a.panes.example', '192.0.2.9']);
  });

  test('a browser is shown the one it is told to listen at, or the first whole one of its certificate', () => {
    expect(publicName({ address: '127.0.0.1', certificate })).toBe('127.0.0.1');
    expect(publicName({ address: '0.0.0.0', certificate })).toBe('box.example');
  });
});

describe('the origin of a request', () => {
  const session: Caller = { kind: 'session', id: 's' };
  const token: Caller = { kind: 'token', id: 't' };
  const page: Caller = { kind: 'page', id: 't' };
  const host = 'localhost:7000';
  const own = 'http://localhost:7000';

  test.for([
    ['a program reads', token, { method: 'GET' }, 'passes'],
    ['a program changes something', token, { method: 'POST' }, 'passes'],
    ['a program opens a stream', token, { purpose: 'stream' }, 'passes'],
    ['a page of its own reads', session, { method: 'GET', site: 'same-origin' }, 'passes'],
    ['a page of its own changes something', session, { method: 'POST', origin: own }, 'passes'],
    ['a page of its own opens a stream', session, { purpose: 'stream', origin: own }, 'passes'],
    ['a cookie without an origin changes something', session, { method: 'DELETE' }, 'fails'],
    ['a cookie without an origin opens a stream', session, { purpose: 'stream' }, 'fails'],
    ['a foreign page changes something', session, { method: 'POST', origin: 'http://evil.example' }, 'fails'],
    ['another port changes something', session, { method: 'POST', origin: 'http://localhost:7001' }, 'fails'],
    ['another scheme', session, { method: 'POST', origin: 'https://localhost:7000' }, 'fails'],
    ['a foreign page loads a resource', session, { method: 'GET', site: 'cross-site' }, 'fails'],
    ['a page of another port loads a resource', session, { method: 'GET', site: 'same-site' }, 'fails'],
    ['a link of a foreign page leads here', session, { purpose: 'page', site: 'cross-site' }, 'passes'],
    ['a page that was named', page, { purpose: 'stream', origin: 'https://ide.example' }, 'passes'],
    ['a page named with another case', page, { purpose: 'stream', origin: 'https://IDE.example' }, 'fails'],
    [
      'a page that was named, with a cookie',
      session,
      { purpose: 'stream', origin: 'https://ide.example' },
      'fails',
    ],
    ['a sandboxed page', page, { purpose: 'stream', origin: 'null' }, 'fails'],
  ] as const)('%s', ([, caller, request, outcome]) => {
    const { method = 'GET', purpose = 'resource', origin, site } = { ...nothing, ...request };
    const headers = {
      host,
      ...(origin !== undefined && { origin }),
      ...(site !== undefined && { 'sec-fetch-site': site }),
    };
    const guarded: GuardedRequest = { method, purpose, headers };
    const rules = { scheme: 'http', isOwnName: () => true, allowedOrigins: ['https://ide.example'] } as const;
    const check = () => requireOwnOrigin(guarded, caller, rules);
    if (outcome === 'passes') expect(check).not.toThrow();
    else expect(check).toThrow(/origin/);
  });
});

const nothing: {
  readonly method?: string;
  readonly purpose?: GuardedRequest['purpose'];
  readonly origin?: string;
  readonly site?: string;
} = {};
