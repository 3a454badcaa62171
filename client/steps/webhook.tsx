import { Anchor, MultiSelect, Select, Stack, Text } from '@mantine/core';
import { IconWebhook } from '@tabler/icons-react';
import { webhook } from '../../server/core/steps/webhook.ts';
import { useMay } from '../api/session.ts';
import { DurationInput } from '../ui/duration-input.tsx';
import { CommitText } from './fields/commit-text.tsx';
import { defineView } from './view.tsx';

export const webhookView = defineView(webhook, {
  color: 'pink',
  Icon: IconWebhook,
  Summary({ config }) {
    if (!config.endpoint) return 'Choose an endpoint';
    const n = config.attributes?.length ?? 0;
    return `Tells “${config.endpoint}”${n > 0 ? ` · ${n} attribute${n === 1 ? '' : 's'}` : ''}`;
  },
  Form({ config, set, catalog, problem, readOnly }) {
    const maySee = useMay('webhooks.read');
    const endpoint = catalog.webhooks.find((one) => one.name === config.endpoint);
    return (
      <Stack gap="md">
        <Select
          label="Endpoint"
          data-field="endpoint"
          searchable
          placeholder={catalog.webhooks.length === 0 ? 'There are none yet' : 'Choose an endpoint'}
          data={catalog.webhooks.map(({ name, baa }) => ({ value: name, label: baa ? `${name} (BAA)` : name }))}
          value={config.endpoint || null}
          onChange={(name) => set({ endpoint: name ?? '' })}
          error={problem('endpoint')}
          disabled={readOnly}
          description={
            <>
              Made by an admin under{' '}
              {maySee ? (
                <Anchor href="/settings/webhooks" inherit>
                  Settings, Webhooks
                </Anchor>
              ) : (
                'Settings, Webhooks'
              )}
              .
            </>
          }
          inputWrapperOrder={['label', 'input', 'error', 'description']}
        />
        <CommitText
          label="Event"
          description="The “type” the receiver is told."
          data-field="event"
          value={config.event ?? 'journey.step'}
          onCommit={(event) => set({ event })}
          error={problem('event')}
          disabled={readOnly}
          maxLength={80}
        />
        {(endpoint?.baa || (config.attributes?.length ?? 0) > 0) && (
          <MultiSelect
            label="Send along"
            description="Ids always go. These attributes go with them, because a BAA covers the endpoint; choose the fewest it needs."
            data-field="attributes"
            searchable
            data={catalog.attributes.map(({ key, label }) => ({ value: key, label }))}
            value={config.attributes ?? []}
            onChange={(attributes) => set({ attributes: attributes.length > 0 ? attributes : undefined })}
            error={problem('attributes')}
            disabled={readOnly}
          />
        )}
        {endpoint && !endpoint.baa && (
          <Text size="xs" c="dimmed">
            No BAA covers this endpoint, so it is told ids only.
          </Text>
        )}
        <DurationInput
          label="Wait for the answer at most"
          value={config.timeout ?? 'P1D'}
          onChange={(timeout) => set({ timeout })}
          error={problem('timeout')}
          disabled={readOnly}
        />
        <Text size="xs" c="dimmed">
          Tried up to eight times over some nine hours, under one id. An answer 2xx leads on by “Delivered”; a refusal,
          or the last try, by “Failed”.
        </Text>
      </Stack>
    );
  },
});
