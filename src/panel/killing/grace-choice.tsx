import type { JSX } from 'preact';
import { graceInWords, graces } from '../../host/client/killing/kill-steps.js';

interface GraceChoiceProps {
  readonly chosen: number;
  readonly isDisabled: boolean;
  readonly onChoice: (graceMs: number) => void;
}

/** The time a program gets to save its work before the forced kill. */
export function GraceChoice({ chosen, isDisabled, onChoice }: GraceChoiceProps): JSX.Element {
  return (
    <label class="dialog-choice">
      Ended by force after
      <select
        class="input"
        value={String(chosen)}
        disabled={isDisabled}
        onChange={(event) => onChoice(Number(event.currentTarget.value))}
      >
        {graces.map((graceMs) => (
          <option key={graceMs} value={String(graceMs)}>
            {graceInWords(graceMs)}
          </option>
        ))}
      </select>
    </label>
  );
}
