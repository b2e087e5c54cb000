// @ts-check

/**
 * @typedef {{ type: 'start', placement: string, cgroup: string }
 *   | { type: 'backend', name: string, confidence: string }
 *   | { type: 'case', rule: number, name: string, outcome: 'passed' | 'failed' | 'left out', ms: number, reason?: string }
 *   | { type: 'end' }} Message
 */

/** What one placement came to, as far as the suite has told. */
class Placement {
  backend = 'no backend';
  counts = { passed: 0, failed: 0, 'left out': 0 };
  ms = 0;
  isComplete = false;

  get hasPassed() {
    return this.isComplete && this.counts.failed === 0;
  }

  /** @param {Message} message */
  hear(message) {
    if (message.type === 'backend') this.backend = `${message.name}, ${message.confidence}`;
    if (message.type === 'end') this.isComplete = true;
    if (message.type !== 'case') return;
    this.counts[message.outcome] += 1;
    this.ms += message.ms;
    if (message.outcome === 'passed') return;
    say(`  ${message.outcome}: rule ${message.rule}: ${message.name}: ${message.reason ?? ''}`);
  }

  inWords() {
    const { passed, failed, 'left out': leftOut } = this.counts;
    const parts = [`${passed} passed, ${failed} failed`];
    if (leftOut > 0) parts.push(`${leftOut} left out`);
    if (!this.isComplete) parts.push('not run to the end');
    return `${parts.join(', ')} (${this.backend}, ${Math.round(this.ms / 1000)} s)`;
  }
}

/** Hears what the suite says in all placements. */
export class Results {
  /** @type {Map<string, Placement>} */
  #placements;
  /** @type {Placement | undefined} */
  #current;

  /** @param {readonly string[]} names of the placements there have to be */
  constructor(names) {
    this.#placements = new Map(names.map((name) => [name, new Placement()]));
  }

  get hasPassed() {
    return [...this.#placements.values()].every(({ hasPassed }) => hasPassed);
  }

  get isComplete() {
    return [...this.#placements.values()].every(({ isComplete }) => isComplete);
  }

  /** @param {string} line */
  hear(line) {
    const message = parse(line);
    if (message === undefined) {
      // Said by something else than the suite: nobody would see it otherwise.
      if (line.trim() !== '') say(`  ${line.trimEnd()}`);
    } else if (message.type === 'start') {
      this.#current = this.#placements.get(message.placement);
      say(`${message.placement}: ${message.cgroup}`);
    } else {
      this.#current?.hear(message);
    }
  }

  summarize() {
    for (const [name, placement] of this.#placements) say(`${name}: ${placement.inWords()}`);
  }
}

/**
 * @param {string} line
 * @returns {Message | undefined}
 */
function parse(line) {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** @param {string} line */
function say(line) {
  process.stdout.write(`${line}\n`);
}
