import type { HostParts } from './parts.js';
import type { Stats } from './wire/index.js';

export function takeStats({ registry, panes, clientCount, info }: HostParts): Stats {
  const { lastErrors, ...counts } = registry.stats();
  const errors = [...lastErrors].map(([blockId, { code, message }]) => [blockId, { code, message }] as const);
  return {
    ...counts,
    lastErrors: Object.fromEntries(errors),
    panes: panes.list().length,
    clients: clientCount(),
    residentBytes: process.memoryUsage.rss(),
    uptimeMs: Date.now() - info().startedAt,
  };
}
