import { Anchor, Group, Paper, Select, Stack, Switch, Text } from '@mantine/core';
import { IconExternalLink, IconMail, IconShieldLock } from '@tabler/icons-react';
import { purposes } from '../../server/core/steps/step.ts';
import { sendEmail } from '../../server/core/steps/send-email.ts';
import { FilterSlot } from './fields/filter-slot.tsx';
import { methodHint, methodSentence, phiTone, phiWords } from './method-hint.ts';
import { purposeWords } from '../ui/purpose-words.ts';
import { Tag } from '../ui/tag.tsx';
import { defineView } from './view.tsx';

export const sendEmailView = defineView(sendEmail, {
  color: 'indigo',
  Icon: IconMail,
  Summary({ config, catalog }) {
    if (!config.template) return 'Choose a template';
    const template = catalog.templates.find((one) => one.name === config.template);
    return `${config.template}${template?.version ? ` v${template.version}` : ''} · ${methodHint(template?.phi ?? 'P2', config)}`;
  },
  Form({ config, set, catalog, graph, problem, readOnly }) {
    const template = catalog.templates.find((one) => one.name === config.template);
    const phi = template?.phi ?? 'P2';
    const inherited = graph.settings.sender;
    return (
      <Stack gap="md">
        <Select
          label="Template"
          data-field="template"
          placeholder="Choose a template"
          searchable
          data={catalog.templates.map((one) => ({ value: one.name, label: one.name }))}
          value={config.template || null}
          onChange={(name) => set({ template: name ?? '' })}
          error={problem('template')}
          disabled={readOnly}
          allowDeselect={false}
          nothingFoundMessage="No template of that name"
          renderOption={({ option }) => {
            const one = catalog.templates.find((each) => each.name === option.value);
            return (
              <Group justify="space-between" wrap="nowrap" w="100%" gap="xs">
                <Text size="sm" truncate>
                  {option.label}
                </Text>
                <Tag tone={one?.version ? phiTone(one.phi) : 'gray'}>{one?.version ? phiWords(one.phi) : 'draft'}</Tag>
              </Group>
            );
          }}
        />
        {template && (
          <Group justify="space-between" gap="xs" mt={-8} wrap="nowrap">
            <Text size="xs" c="dimmed" truncate title={template.subject}>
              {template.version ? `v${template.version} · ` : ''}
              {template.subject || 'No subject yet'}
            </Text>
            <Anchor href={`/templates/${template.id}`} size="xs" target="_blank" style={{ whiteSpace: 'nowrap' }}>
              Preview <IconExternalLink size={12} style={{ verticalAlign: -1 }} />
            </Anchor>
          </Group>
        )}
        <Select
          label="Send as"
          data-field="sender"
          data={catalog.senders.map((one) => ({
            value: one.name,
            label: `${one.fromName} <${one.address}>${one.verified ? '' : ' (not verified)'}`,
          }))}
          value={config.sender ?? null}
          onChange={(name) => set({ sender: name ?? undefined })}
          placeholder={inherited ? `${inherited} (the journey’s)` : 'Choose a sender'}
          clearable
          error={problem('sender')}
          disabled={readOnly}
        />
        <Select
          label="Purpose"
          data-field="purpose"
          description={purposeWords[config.purpose ?? 'operations'].help}
          data={purposes.map((one) => ({ value: one, label: purposeWords[one].label }))}
          value={config.purpose ?? 'operations'}
          onChange={(purpose) => purpose && set({ purpose: purposes.find((one) => one === purpose) })}
          allowDeselect={false}
          error={problem('purpose')}
          disabled={readOnly}
        />
        <FilterSlot
          label="Send only if"
          description="Checked again at the moment of sending."
          value={config.guard}
          onChange={(guard) => set({ guard })}
          catalog={catalog}
          graph={graph}
          error={problem('guard')}
          readOnly={readOnly}
        />
        <Paper withBorder p="sm" radius="md">
          <Group gap={8} mb={6}>
            <IconShieldLock size={18} />
            <Text fw={650} size="sm">
              Encryption selector
            </Text>
            <div style={{ marginLeft: 'auto' }}>
              <Tag tone={phiTone(phi)}>{phiWords(phi)}</Tag>
            </div>
          </Group>
          <Text size="xs" c="dimmed" mb="sm">
            {methodSentence(phi, config)} Chosen for each recipient as the email leaves, never in the clear.
          </Text>
          <Stack gap="xs" data-field="tlsExclusive">
            <Switch
              size="xs"
              label="Always through the secure portal"
              checked={config.portalOnly ?? false}
              onChange={(event) => set({ portalOnly: event.currentTarget.checked || undefined })}
              disabled={readOnly}
            />
            <Switch
              size="xs"
              label="Sealed only: never by TLS alone"
              checked={config.sealedOnly ?? false}
              onChange={(event) => set({ sealedOnly: event.currentTarget.checked || undefined })}
              disabled={readOnly}
            />
            <Switch
              size="xs"
              label="Drop instead of using the portal"
              checked={config.tlsExclusive ?? false}
              onChange={(event) => set({ tlsExclusive: event.currentTarget.checked || undefined })}
              disabled={readOnly}
              error={problem('tlsExclusive')}
            />
          </Stack>
        </Paper>
      </Stack>
    );
  },
});
