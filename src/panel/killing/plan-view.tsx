import type { JSX } from 'preact';
import type { TrackedProcess } from '../../host/wire/process.js';
import { keyOf } from '../../host/client/identity.js';
import { processes } from '../../host/client/words.js';
import type { KillPlan } from './kill-plan.js';

export function PlanView({ plan }: { readonly plan: KillPlan }): JSX.Element {
  const { explanation, dying, staying } = plan;
  const kept = staying.filter(({ lifetime }) => lifetime === 'kept');
  return (
    <>
      <p class="dialog-text">{explanation}</p>
      <p class="dialog-heading">{dying.length === 0 ? 'Nothing runs' : `${processes(dying.length)}:`}</p>
      {dying.length === 0 ? undefined : <Named list={dying} tone="dying" label="Will be ended" />}
      {staying.length === 0 ? undefined : (
        <>
          <p class="dialog-heading calm">
            {kept.length === staying.length ? 'Kept, and left alone:' : 'Started by it, and left alone:'}
          </p>
          <Named list={staying} tone="staying" label="Will be left alone" />
        </>
      )}
    </>
  );
}

interface NamedProps {
  readonly list: readonly TrackedProcess[];
  readonly tone: 'dying' | 'staying';
  readonly label: string;
}

/** A list that scrolls has to be reached by the keyboard. */
function Named({ list, tone, label }: NamedProps): JSX.Element {
  return (
    <ul class={`named ${tone}`} tabIndex={0} aria-label={label}>
      {list.map((process) => (
        <li key={keyOf(process)}>
          <span class="named-name">{process.name}</span>
          <span class="named-pid">{process.pid}</span>
          <span class="named-command">{process.command}</span>
        </li>
      ))}
    </ul>
  );
}
