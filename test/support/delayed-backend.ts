import type { Backend, BackendSession, Container } from '../../src/platform/contract.js';

/** A call of the core to its container, right before it is carried out or right after. */
export interface Stage {
  readonly call: string;
  readonly moment: 'before' | 'after';
}

/** Holds the call up until it resolves. */
export type Delay = (stage: Stage) => Promise<void>;

const untouched: ReadonlySet<PropertyKey> = new Set(['onHint', 'onDowngrade', 'onDegraded', 'beginTick']);

/** The backend, with a delay around each call to a container and to what opens one. */
export function delayedBackend(backend: Backend, delay: Delay): Backend {
  return {
    name: backend.name,
    open: async (options) => {
      const opening = await backend.open(options);
      return opening.status === 'ready'
        ? { ...opening, session: delayedSession(opening.session, delay) }
        : opening;
    },
  };
}

function delayedSession(session: BackendSession, delay: Delay): BackendSession {
  const opening = async (call: string, open: () => Promise<Container>): Promise<Container> => {
    await delay({ call, moment: 'before' });
    const container = delayed(await open(), delay);
    await delay({ call, moment: 'after' });
    return container;
  };
  return delayed(session, delay, {
    createContainer: (key) => opening('createContainer', () => session.createContainer(key)),
    adopt: (found, key) => opening('adopt', () => session.adopt(found, key)),
  });
}

function delayed<T extends object>(target: T, delay: Delay, own: Partial<T> = {}): T {
  return new Proxy(target, {
    get: (_, name) => {
      const replaced: unknown = Reflect.get(own, name);
      if (replaced !== undefined) return replaced;
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      if (untouched.has(name)) return (...args: readonly unknown[]) => Reflect.apply(value, target, args);
      return async (...args: readonly unknown[]) => {
        await delay({ call: String(name), moment: 'before' });
        const outcome: unknown = await Reflect.apply(value, target, args);
        await delay({ call: String(name), moment: 'after' });
        return outcome;
      };
    },
  });
}
