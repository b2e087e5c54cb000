import type { JSX } from 'preact';
import { useId, useMemo } from 'preact/hooks';
import { usePanel } from '../views/panel-context.js';
import { type LimitField, limitFields } from './limit-texts.js';
import { limitNames, LimitsEdit, type LimitsSaid } from './limits-edit.js';

const placeholders: Readonly<Record<LimitField, string>> = {
  memory: 'no limit',
  processes: 'no limit',
  cpuWeight: '100',
};

/** What a pane may take: what is set, to be changed. */
export function LimitsForm({ blockId }: { readonly blockId: string }): JSX.Element {
  const { client } = usePanel();
  const edit = useMemo(() => new LimitsEdit(client, blockId), [client, blockId]);
  const saidId = useId();
  return (
    <details class="limits">
      <summary>Limits</summary>
      <form
        class="limits-form"
        aria-label="Limits"
        // What is typed here is no shortcut of the panel.
        onKeyDown={(event) => event.stopPropagation()}
        onSubmit={(event) => {
          event.preventDefault();
          void edit.send();
        }}
      >
        {limitFields.map((field) => (
          <Field key={field} edit={edit} field={field} saidId={saidId} />
        ))}
        <button type="submit" class="button">
          Set
        </button>
        <p id={saidId} class={`limits-said ${edit.said.value.kind}`} role="status">
          {saidWords(edit.said.value)}
        </p>
      </form>
    </details>
  );
}

interface FieldProps {
  readonly edit: LimitsEdit;
  readonly field: LimitField;
  readonly saidId: string;
}

function Field({ edit, field, saidId }: FieldProps): JSX.Element {
  const said = edit.said.value;
  const isWrong = said.kind === 'refused' && said.field === field;
  return (
    <label class="limits-field">
      {limitNames[field]}
      <input
        type="text"
        autocomplete="off"
        spellcheck={false}
        placeholder={placeholders[field]}
        value={edit.texts.value[field]}
        aria-invalid={isWrong}
        aria-describedby={saidId}
        onInput={({ currentTarget }) => edit.change(field, currentTarget.value)}
      />
    </label>
  );
}

function saidWords(said: LimitsSaid): string {
  switch (said.kind) {
    case 'refused':
      return said.words;
    case 'set':
      return 'Set.';
    case 'same':
      return 'That is what is set.';
    case 'sending':
      return 'Setting…';
    case 'nothing':
  }
  return '';
}
