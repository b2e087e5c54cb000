import type { HostEvent, TrackedProcess } from '../../../src/host/wire/index.js';
import type { FakeHost } from './fake-host.js';

type Exited = Extract<HostEvent, { readonly type: 'process-exited' }>;
type Exit = Pick<Exited, 'process' | 'reason'> & Partial<Pick<Exited, 'exitCode' | 'signal'>>;

export function addedEvent(host: FakeHost, blockId: string, process: TrackedProcess): HostEvent {
  return { type: 'process-added', ...scopeOf(host, blockId), process };
}

export function exitedEvent(host: FakeHost, blockId: string, exit: Exit): HostEvent {
  return { type: 'process-exited', ...scopeOf(host, blockId), ...exit, observedAt: Date.now() };
}

function scopeOf(host: FakeHost, blockId: string) {
  const { generation, blockSeq } = host.block(blockId);
  return { blockId, generation, blockSeq: blockSeq + 1 };
}
