import { describe, expect, test } from 'vitest';
import { Access } from '../../../src/host/http/access.js';
import { authenticate, authenticateStream } from '../../../src/host/http/authenticate.js';

const cookieName = 'panetree-7000';

describe('access', () => {
  test('each link works once, in whatever order', () => {
    const access = new Access();
    const [first, second] = [access.newLink(), access.newLink()];
    expect(access.redeem(second)).toBeDefined();
    expect(access.redeem(second)).toBeUndefined();
    expect(access.redeem(first)).toBeDefined();
    expect(access.redeem('')).toBeUndefined();
  });

  test('a link is no token, a token no link, and a session neither', () => {
    const access = new Access();
    const session = access.redeem(access.newLink()) ?? '';
    expect(access.redeem(access.token)).toBeUndefined();
    expect([
      access.isToken(access.newLink()),
      access.isToken(session),
      access.isSession(access.token),
    ]).toEqual([false, false, false]);
    expect([access.isToken(access.token), access.isSession(session)]).toEqual([true, true]);
  });

  test('of links that nobody follows the oldest go', () => {
    const access = new Access();
    const oldest = access.newLink();
    const links = Array.from({ length: 64 }, () => access.newLink());
    expect(access.redeem(oldest)).toBeUndefined();
    expect(links.every((link) => access.redeem(link) !== undefined)).toBe(true);
  });

  test('of sessions the oldest go, when there are very many', () => {
    const access = new Access();
    const sessions = Array.from({ length: 257 }, () => access.redeem(access.newLink()) ?? '');
    expect(sessions.map((session) => access.isSession(session)).indexOf(true)).toBe(1);
  });
});

describe('a caller', () => {
  test('is known by its cookie among those of other hosts', () => {
    const access = new Access();
    const session = access.redeem(access.newLink());
    const cookie = `panetree-7001=other; ${cookieName}=${session}; x=y`;
    expect(authenticate({ cookie }, { access, cookieName })).toMatchObject({ kind: 'session' });
    expect(authenticate({ cookie: `x${cookie}` }, { access, cookieName: 'panetree-7001' })).toBeUndefined();
  });

  test('is known although another port has set a cookie of the same name', () => {
    const access = new Access();
    const session = access.redeem(access.newLink());
    const others = [`${cookieName}=planted`, `${cookieName}=`, cookieName].join('; ');
    for (const cookie of [`${others}; ${cookieName}=${session}`, `${cookieName}=${session}; ${others}`]) {
      expect(authenticate({ cookie }, { access, cookieName })).toMatchObject({ kind: 'session' });
    }
    expect(authenticate({ cookie: others }, { access, cookieName })).toBeUndefined();
  });

  test('is told apart from others without its secret', () => {
    const access = new Access();
    const callers = [access.newLink(), access.newLink()].map((link) => {
      const session = access.redeem(link) ?? '';
      const caller = authenticate({ cookie: `${cookieName}=${session}` }, { access, cookieName });
      expect(caller?.id).not.toContain(session);
      return caller?.id;
    });
    expect(new Set(callers).size).toBe(2);
  });

  test('with a wrong token is nobody, be its cookie right', () => {
    const access = new Access();
    const cookie = `${cookieName}=${access.redeem(access.newLink())}`;
    expect(authenticate({ cookie, authorization: 'Bearer wrong' }, { access, cookieName })).toBeUndefined();
  });

  test('may offer the token as a subprotocol, for a stream alone', () => {
    const access = new Access();
    const headers = { 'sec-websocket-protocol': `panetree.v1, panetree.token.${access.token}` };
    expect(authenticateStream(headers, { access, cookieName })).toMatchObject({ kind: 'page' });
    expect(authenticate(headers, { access, cookieName })).toBeUndefined();
    const wrong = { 'sec-websocket-protocol': 'panetree.v1, panetree.token.wrong' };
    expect(authenticateStream(wrong, { access, cookieName })).toBeUndefined();
  });
});
