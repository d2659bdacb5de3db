import { size, span } from '../ui/format.ts';
import { TroubleNote } from '../ui/TroubleNote.tsx';
import { codecName } from '../ui/words.ts';
import { CostView } from './CostView.tsx';
import type { Estimates } from './estimates.ts';

/** What will be made, how long it takes, what it costs, and what is left out, and why. */
export function EstimateView({ estimates }: { readonly estimates: Estimates }) {
  const estimate = estimates.estimate.value;
  const trouble = estimates.trouble.value;
  if (!estimate) {
    if (trouble) return <TroubleNote trouble={trouble} />;
    return (
      <p class="quiet">
        {estimates.isAsking.value ? 'Looking at the video…' : 'What it takes is said here, once there is a video.'}
      </p>
    );
  }
  const { source, plan, time, output, aws, notes } = estimate;
  return (
    <section class="estimate" aria-label="Estimate" data-old={estimates.isAsking.value}>
      <p class="estimate-figures">
        <span>
          <b>{span(time.workers.seconds)}</b> <span class="quiet">with {time.workers.count} workers</span>
        </span>
        <span>
          <b>{size(output.mostBytes)}</b> <span class="quiet">at most</span>
        </span>
        <span>
          <b>{plan.chunks}</b> <span class="quiet">chunks of {span(plan.seconds)}</span>
        </span>
      </p>
      <p class="quiet">
        {source.width} × {source.height}, {codecName(source.codec)}, {plan.rate} frames a second
      </p>
      <ul class="rungs">
        {plan.renditions.map(({ name, codec, width, height }) => (
          <li key={name}>
            <b>{name}</b>{' '}
            <span class="quiet">
              {codecName(codec)}, {width} × {height}
            </span>
          </li>
        ))}
        {plan.skipped.map(({ rung, reason }) => (
          <li key={rung} class="quiet">
            <s>{rung}</s> {reason}
          </li>
        ))}
      </ul>
      {aws && <CostView aws={aws} region={estimates.region} />}
      {notes.map((note) => (
        <p key={note} class="quiet">
          {note}
        </p>
      ))}
    </section>
  );
}
