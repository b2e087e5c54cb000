import type { RunRecord } from '../index.js';
import type { HistoryEntry, Message } from './wire/index.js';

export interface HistoryFilter {
  readonly pid?: number;
  readonly blockId?: string;
  readonly runId?: number;
  readonly sessionId?: string;
  readonly since?: number;
  readonly before?: number;
  readonly limit?: number;
}

export interface OutgoingMessage {
  readonly from: string;
  readonly to?: string;
  readonly type: string;
  readonly payload?: unknown;
  readonly ttlMs?: number;
}

/** What a host asks of a store; that of `panetree/store` fits. */
export interface HostStore {
  /** Of a turn of this host or an earlier one. */
  run(runId: number): Promise<RunRecord | undefined>;
  history(filter?: HistoryFilter): Promise<readonly HistoryEntry[]>;
  /** Gives the id of the message. */
  sendMessage(message: OutgoingMessage): Promise<number>;
  unreadMessages(reader: string): Promise<readonly Message[]>;
  markRead(reader: string, messageIds: readonly number[]): Promise<void>;
}
