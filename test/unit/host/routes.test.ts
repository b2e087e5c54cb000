import { describe, expect, test } from 'vitest';
import { fromText, matchRoute } from '../../../src/host/http/routes.js';
import { operations } from '../../../src/host/wire/index.js';

describe('routes', () => {
  test.for(Object.entries(operations))('%s is found by its method and path', ([name, { method, path }]) => {
    const filled = path.replaceAll(/:\w+/g, 'a%2F%25b');
    const match = matchRoute(method, filled);
    expect(match).toMatchObject({ status: 'found', name });
    if (match.status === 'found') expect(new Set(Object.values(match.parameters))).toEqual(valuesOf(path));
  });

  test('no two operations have the same one', () => {
    const all = Object.values(operations).map(
      ({ method, path }) => `${method} ${path.replaceAll(/:\w+/g, ':')}`,
    );
    expect(new Set(all).size).toBe(all.length);
  });

  test('every part of a path is a key of its input', () => {
    for (const { path, input } of Object.values(operations)) {
      const keys = [...path.matchAll(/:(\w+)/g)].map(([, key]) => key);
      expect(Object.keys(input.entries)).toEqual(expect.arrayContaining(keys));
    }
  });

  test('a path that is there for another method says which', () => {
    expect(matchRoute('PUT', '/api/panes')).toEqual({ status: 'other-method', methods: ['GET', 'POST'] });
    expect(matchRoute('GET', '/api/panes/')).toMatchObject({ status: 'found', parameters: { blockId: '' } });
    expect(matchRoute('GET', '/api/panes/a/b')).toEqual({ status: 'none' });
    expect(matchRoute('GET', '/api/../api/panes')).toEqual({ status: 'none' });
    expect(() => matchRoute('GET', '/api/panes/%')).toThrow(URIError);
  });
});

describe('text of a path or a query', () => {
  test('becomes what the input wants', () => {
    const given = { blockId: '12', pid: '34', limit: '5', sessionId: '6' };
    expect(fromText('history.list', given)).toEqual({ blockId: '12', pid: 34, limit: 5, sessionId: '6' });
  });

  test('stays text where it is no number, to be refused as such', () => {
    const given = { pid: '1e3', limit: '-1', before: '' };
    expect(fromText('history.list', given)).toEqual(given);
    expect(fromText('history.list', { constructor: '1' })).toEqual({ constructor: '1' });
  });
});

function valuesOf(path: string): Set<string> {
  return path.includes(':') ? new Set(['a/%b']) : new Set();
}
