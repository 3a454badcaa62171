import { Select, Stack } from '@mantine/core';
import { IconBolt } from '@tabler/icons-react';
import { LOOK_BACK_MS } from '../../server/core/steps/wait-for-event-heard.ts';
import { type EventConfig, waitForEvent } from '../../server/core/steps/wait-for-event.ts';
import type { Catalog } from '../../server/core/graph/catalog.ts';
import type { Graph } from '../../server/core/graph/model.ts';
import { DurationInput } from '../ui/duration-input.tsx';
import { durationWords } from '../ui/duration.ts';
import { CommitText } from './fields/commit-text.tsx';
import { FilterSlot } from './fields/filter-slot.tsx';
import { filterWords } from './fields/filter-words.ts';
import { defineView } from './view.tsx';

type Kind = EventConfig['event']['kind'];

const KINDS: readonly { value: Kind; label: string; words: string }[] = [
  { value: 'open', label: 'Opens the email', words: 'Opens' },
  { value: 'click', label: 'Clicks a link', words: 'Clicks' },
  { value: 'portal_read', label: 'Reads it in the portal', words: 'Reads in the portal' },
  { value: 'reply', label: 'Replies securely', words: 'Replies to' },
  { value: 'bounce', label: 'The email bounces', words: 'Bounce of' },
  { value: 'custom', label: 'A custom event arrives', words: 'Event' },
  { value: 'attribute', label: 'An attribute changes', words: 'Change of' },
  { value: 'filter', label: 'A filter becomes true', words: 'Becomes true:' },
];

const OF_EMAIL = new Set<Kind>(['open', 'click', 'portal_read', 'reply', 'bounce']);

export const waitForEventView = defineView(waitForEvent, {
  color: 'orange',
  Icon: IconBolt,
  Summary: ({ config, graph, catalog }) =>
    [
      config.event ? eventWords(config.event, graph, catalog) : 'Choose an event',
      config.timeout ? `at most ${durationWords(config.timeout)}` : '',
    ]
      .filter(Boolean)
      .join(' · '),
  Form({ config, set, graph, catalog, problem, readOnly }) {
    const event: EventConfig['event'] = config.event ?? { kind: 'open' };
    const sends = graph.steps.filter((step) => step.type === 'send-email');
    const change = (patch: Partial<EventConfig['event']>) => {
      const merged = { ...event, ...patch };
      set({ event: { ...merged, link: merged.kind === 'click' ? merged.link : undefined } });
    };
    return (
      <Stack gap="md">
        <Select
          label="Wait until"
          description={countsSince(event.kind)}
          data-field="event.kind"
          data={KINDS.map(({ value, label }) => ({ value, label }))}
          value={event.kind}
          onChange={(next) => set({ event: { kind: KINDS.find((one) => one.value === next)?.value ?? 'open' } })}
          allowDeselect={false}
          error={problem('event.kind')}
          disabled={readOnly}
        />
        {OF_EMAIL.has(event.kind) && (
          <Select
            label="Of which email"
            data-field="event.step"
            data={sends.map((step) => ({ value: step.id, label: step.name }))}
            value={event.step ?? null}
            onChange={(step) => change({ step: step ?? undefined })}
            placeholder="the last one sent"
            clearable
            error={problem('event.step')}
            disabled={readOnly}
          />
        )}
        {event.kind === 'click' && (
          <Select
            label="Which link"
            data-field="event.link"
            data={linksOf(event.step, graph, catalog)}
            value={event.link ?? null}
            onChange={(link) => change({ link: link ?? undefined })}
            placeholder="any link"
            clearable
            searchable
            error={problem('event.link')}
            disabled={readOnly}
          />
        )}
        {event.kind === 'custom' && (
          <CommitText
            label="Event name"
            description="As your other systems send it, by the API."
            placeholder="webinar_attended"
            data-field="event.name"
            value={event.name ?? ''}
            onCommit={(name) => change({ name: name.trim() || undefined })}
            error={problem('event.name')}
            disabled={readOnly}
          />
        )}
        {event.kind === 'attribute' && (
          <Select
            label="Which attribute"
            data-field="event.attribute"
            searchable
            data={catalog.attributes.map((one) => ({ value: one.key, label: one.label }))}
            value={event.attribute ?? null}
            onChange={(attribute) => change({ attribute: attribute ?? undefined })}
            error={problem('event.attribute')}
            disabled={readOnly}
          />
        )}
        {event.kind === 'filter' && (
          <FilterSlot
            label="Which filter"
            value={event.filter}
            onChange={(filter) => change({ filter })}
            catalog={catalog}
            graph={graph}
            error={problem('event.filter')}
            readOnly={readOnly}
          />
        )}
        <DurationInput
          label="At most"
          description="Then they leave by “Timed out”."
          value={config.timeout}
          onChange={(timeout) => set({ timeout })}
          error={problem('timeout')}
          disabled={readOnly}
        />
      </Stack>
    );
  },
});

/** From when on it counts, and from when on it is known. */
function countsSince(kind: Kind): string {
  if (kind === 'filter') return 'Asked when they get here, and again whenever something changes.';
  if (kind === 'open' || kind === 'click')
    return 'Counts since the email was sent, once it is judged a person’s: a minute after it comes.';
  if (OF_EMAIL.has(kind)) return 'Counts since the email was sent.';
  return `Counts too when it came up to ${LOOK_BACK_MS / 60_000} minutes before they get here, and answers one wait.`;
}

/** Labels of the links that can be clicked: of one send's template, or of all of the journey's. */
function linksOf(step: string | undefined, graph: Graph, catalog: Catalog): string[] {
  const templates = graph.steps
    .filter((one) => one.type === 'send-email' && (step === undefined || one.id === step))
    .map((one) => one.config['template']);
  return [...new Set(catalog.templates.filter((one) => templates.includes(one.name)).flatMap((one) => one.links))];
}

function eventWords(event: EventConfig['event'], graph: Graph, catalog: Catalog): string {
  const words = KINDS.find((one) => one.value === event.kind)?.words ?? '';
  switch (event.kind) {
    case 'custom':
      return `${words} “${event.name ?? '…'}”`;
    case 'attribute':
      return `${words} ${catalog.attributes.find((one) => one.key === event.attribute)?.label ?? '…'}`;
    case 'filter':
      return event.filter ? `${words} ${filterWords(event.filter, catalog)}` : 'Choose a filter';
    default: {
      const email = graph.steps.find((one) => one.id === event.step)?.name ?? 'the last email';
      return event.link ? `${words} “${event.link}” in ${email}` : `${words} ${email}`;
    }
  }
}
