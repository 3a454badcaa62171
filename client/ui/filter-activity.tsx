import { Group, Select, Stack, TextInput } from '@mantine/core';
import { type DeliveryCondition, type EngagementCondition, engagementKinds } from '../../server/core/segment/ast.ts';
import type { TestProps } from './filter-condition.tsx';
import { engagementWords } from './filter-subjects.ts';

const LAST = '·last';

/** What the contact did with an email, or an event of another system's. */
export function EngagementTest({ value, onChange, world, disabled }: TestProps<EngagementCondition>) {
  const sends = world.sends ?? [];
  const which = value.last ? LAST : (value.step ?? '');
  const { step: _step, last: _last, ...rest } = value;
  const links = world.templates.flatMap((one) => one.links);
  return (
    <Stack gap={6}>
      <Group gap={6} wrap="nowrap">
        <Select
          aria-label="Whether"
          data={[
            { value: 'did', label: 'did' },
            { value: 'not', label: 'did not' },
          ]}
          value={value.did ? 'did' : 'not'}
          onChange={(next) => onChange({ ...value, did: next === 'did' })}
          allowDeselect={false}
          disabled={disabled}
          w={96}
        />
        <Select
          aria-label="Activity"
          data={engagementKinds.map((kind) => ({ value: kind, label: engagementWords[kind] }))}
          value={value.engaged}
          onChange={(kind) => kind && onChange({ ...value, engaged: kind })}
          allowDeselect={false}
          disabled={disabled}
          flex={1}
        />
      </Group>
      {value.engaged === 'custom' && (
        <TextInput
          aria-label="Event name"
          placeholder="Event name, such as webinar_attended"
          value={value.name ?? ''}
          onChange={(event) => onChange({ ...value, name: event.currentTarget.value || undefined })}
          disabled={disabled}
        />
      )}
      {value.engaged !== 'custom' && sends.length > 0 && (
        <Select
          aria-label="Which email"
          data={[
            { value: LAST, label: 'the last email of this journey' },
            ...sends.map((one) => ({ value: one.id, label: one.name })),
            { value: '', label: 'any email' },
          ]}
          value={which}
          onChange={(next) =>
            onChange(next === LAST ? { ...rest, last: true } : next ? { ...rest, step: next } : { ...rest })
          }
          allowDeselect={false}
          disabled={disabled}
        />
      )}
      {value.engaged === 'click' && (
        <Select
          aria-label="Which link"
          data={[...new Set(links)]}
          value={value.link ?? null}
          onChange={(link) => onChange({ ...value, link: link ?? undefined })}
          placeholder="any link"
          clearable
          searchable
          disabled={disabled}
        />
      )}
      <Select
        aria-label="When"
        data={[
          { value: '', label: 'at any time' },
          { value: 'P7D', label: 'in the last 7 days' },
          { value: 'P30D', label: 'in the last 30 days' },
          { value: 'P90D', label: 'in the last 90 days' },
          { value: 'P1Y', label: 'in the last year' },
        ]}
        value={value.within ?? ''}
        onChange={(within) => onChange({ ...value, within: within || undefined })}
        allowDeselect={false}
        disabled={disabled}
      />
    </Stack>
  );
}

const METHOD_WORDS: Readonly<Record<DeliveryCondition['delivery'], string>> = {
  tls: 'TLS',
  smime: 'S/MIME',
  pgp: 'PGP',
  portal: 'the portal',
  drop: 'dropped',
  none: 'not sent',
};

/** The way an email went. */
export function DeliveryTest({ value, onChange, world, disabled }: TestProps<DeliveryCondition>) {
  return (
    <Group gap={6} wrap="nowrap">
      <Select
        aria-label="Method"
        data={Object.entries(METHOD_WORDS).map(([method, label]) => ({ value: method, label }))}
        value={value.delivery}
        onChange={(method) => method && onChange({ ...value, delivery: method as DeliveryCondition['delivery'] })}
        allowDeselect={false}
        disabled={disabled}
        flex={1}
      />
      {(world.sends ?? []).length > 0 && (
        <Select
          aria-label="Of which email"
          data={(world.sends ?? []).map((one) => ({ value: one.id, label: one.name }))}
          value={value.step ?? null}
          onChange={(step) => onChange(step ? { ...value, step } : { delivery: value.delivery })}
          placeholder="the last email"
          clearable
          disabled={disabled}
          flex={1}
        />
      )}
    </Group>
  );
}
