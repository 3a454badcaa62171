import { NumberInput, Select, Switch, Text, TextInput } from '@mantine/core';
import { type EngagementCondition, engagementKinds } from '../../server/core/segment/ast.ts';
import { DurationInput } from '../ui/duration-input.tsx';
import type { World } from './world.ts';

const HAS: Readonly<Record<EngagementCondition['engaged'], [did: string, not: string]>> = {
  delivered: ['received', 'did not receive'],
  open: ['opened', 'did not open'],
  click: ['clicked in', 'did not click in'],
  bounce: ['had a bounce of', 'had no bounce of'],
  portal_read: ['read in the portal', 'did not read in the portal'],
  reply: ['replied to', 'did not reply to'],
  custom: ['caused the event', 'did not cause the event'],
};

const ANY = '·any';

/** What the contact did or did not do: which email, which link, how often, how recently. */
export function EngagementTest({
  test,
  world,
  onChange,
  disabled,
}: {
  test: EngagementCondition;
  world: World;
  onChange: (test: EngagementCondition) => void;
  disabled: boolean;
}) {
  const { engaged, did } = test;
  const template = world.templates.find((one) => one.name === test.template);
  const links = template ? template.links : world.templates.flatMap((one) => one.links);
  return (
    <>
      <Select
        aria-label="What they did"
        data={engagementKinds.flatMap((kind) => [
          { value: `${kind}:did`, label: HAS[kind][0] },
          { value: `${kind}:not`, label: HAS[kind][1] },
        ])}
        value={`${engaged}:${did ? 'did' : 'not'}`}
        onChange={(next) => {
          const [kind, side] = next?.split(':') ?? [];
          const found = engagementKinds.find((one) => one === kind);
          if (found) onChange(fitting({ ...test, engaged: found, did: side === 'did' }));
        }}
        allowDeselect={false}
        disabled={disabled}
        maxDropdownHeight={360}
        w={{ base: '100%', xs: 210 }}
      />
      {engaged === 'custom' ? (
        <TextInput
          aria-label="Name of the event"
          placeholder="such as webinar_attended"
          value={test.name ?? ''}
          onChange={(event) => onChange({ ...test, name: event.currentTarget.value || undefined })}
          disabled={disabled}
          w={{ base: '100%', xs: 220 }}
        />
      ) : (
        <Select
          aria-label="Which email"
          searchable
          data={[{ value: ANY, label: 'any email' }, ...world.templates.map((one) => one.name)]}
          value={test.template ?? ANY}
          onChange={(name) =>
            onChange({ ...test, template: name === ANY || !name ? undefined : name, link: undefined })
          }
          allowDeselect={false}
          disabled={disabled}
          w={{ base: '100%', xs: 220 }}
        />
      )}
      {engaged === 'click' && (
        <Select
          aria-label="Which link"
          searchable
          clearable
          placeholder="any link"
          data={[...new Set([...links, ...(test.link ? [test.link] : [])])]}
          value={test.link ?? null}
          onChange={(link) => onChange({ ...test, link: link ?? undefined })}
          disabled={disabled}
          w={{ base: '100%', xs: 200 }}
        />
      )}
      {did && (
        <NumberInput
          aria-label="At least how many times"
          prefix="at least "
          suffix="×"
          value={test.atLeast}
          min={1}
          max={999}
          allowDecimal={false}
          onChange={(n) => typeof n === 'number' && n >= 1 && onChange({ ...test, atLeast: n })}
          disabled={disabled}
          w={140}
        />
      )}
      <Switch
        label={test.within ? undefined : 'recently only'}
        aria-label="Only recently"
        checked={test.within !== undefined}
        onChange={(event) => onChange({ ...test, within: event.currentTarget.checked ? 'P30D' : undefined })}
        disabled={disabled}
      />
      {test.within !== undefined && (
        <>
          <Text size="sm">in the last</Text>
          <DurationInput value={test.within} onChange={(within) => onChange({ ...test, within })} disabled={disabled} />
        </>
      )}
    </>
  );
}

/** Leaves out what the new kind has no use for. */
function fitting(test: EngagementCondition): EngagementCondition {
  const { link, name, template, atLeast, ...rest } = test;
  return {
    ...rest,
    atLeast: rest.did ? atLeast : 1,
    ...(rest.engaged === 'custom' ? { name } : { template }),
    ...(rest.engaged === 'click' ? { link } : {}),
  };
}
