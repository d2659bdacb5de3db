import type { Signal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { Filter } from './job-list.ts';

interface JobFilterProps {
  readonly filter: Signal<Filter>;
  readonly isOperator: boolean;
}

const STATES = ['', 'running', 'completed', 'failed', 'cancelled'] as const;
/** Whoever types has not finished sooner. */
const TYPING_MS = 250;

/** Which jobs are to be listed. */
export function JobFilter({ filter, isOperator }: JobFilterProps) {
  const typing = useRef<ReturnType<typeof setTimeout>>(undefined);
  const change = (part: Partial<Filter>) => {
    filter.value = { ...filter.value, ...part };
  };
  const typed = (part: Partial<Filter>) => {
    clearTimeout(typing.current);
    typing.current = setTimeout(() => change(part), TYPING_MS);
  };
  return (
    <search class="job-filter">
      <fieldset class="segmented-states">
        <legend class="visually-hidden">State</legend>
        {STATES.map((state) => (
          <button
            key={state}
            type="button"
            aria-pressed={filter.value.state === state}
            onClick={() => change({ state })}
          >
            {state === '' ? 'all' : state}
          </button>
        ))}
      </fieldset>
      {isOperator && (
        <input
          type="search"
          aria-label="Tenant"
          placeholder="Tenant"
          pattern="[A-Za-z0-9][A-Za-z0-9._\-]*"
          onInput={({ currentTarget: input }) => input.checkValidity() && typed({ tenant: input.value })}
        />
      )}
      <input
        type="search"
        aria-label="Search by name or id"
        placeholder="Search by name or id"
        maxLength={200}
        onInput={({ currentTarget }) => typed({ q: currentTarget.value })}
      />
    </search>
  );
}
