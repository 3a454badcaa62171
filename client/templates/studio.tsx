import { ActionIcon, Badge, Button, Group, Select, TextInput, Tooltip } from '@mantine/core';
import { IconArrowLeft, IconRocket } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import type { Finding } from '../../server/core/finding.ts';
import { useMay } from '../api/session.ts';
import { queryClient, trpc } from '../api/trpc.ts';
import { notifyDone, notifyFailed } from '../ui/notify.ts';
import { ChecksList } from './checks-list.tsx';
import { DeleteTemplate } from './delete-template.tsx';
import { FieldPalette } from './field-palette.tsx';
import { PhiBadge } from '../ui/phi-badge.tsx';
import { PreviewPane } from './preview-pane.tsx';
import { SaveStateLine } from './save-state.tsx';
import { type EditorHandle, SourceEditor } from './source-editor.tsx';
import classes from './templates.module.css';
import type { Draft, MergeField, Template } from './types.ts';
import { useDraft } from './use-draft.ts';
import { type Sample, usePreview } from './use-preview.ts';
import { VersionsMenu } from './versions-menu.tsx';

const TOPICS = [
  { value: 'P0', label: 'P0 · general' },
  { value: 'P1', label: 'P1 · limited' },
  { value: 'P2', label: 'P2 · health' },
  { value: 'P3', label: 'P3 · heightened' },
];

/** Source at the left, the mail at the right, and what to fix below. */
export function Studio({ template, onReload }: { template: Template; onReload: () => void }) {
  const mayEdit = useMay('templates.edit');
  const { draft, change, state, flush, revision } = useDraft(template, mayEdit);
  const [sample, setSample] = useState<Sample>('full');
  const { preview, shown, stale, busy } = usePreview(draft, sample);
  const palette = useQuery({ ...trpc.templates.fields.queryOptions(), staleTime: 60_000 });
  const editor = useRef<EditorHandle>(null);
  const subject = useRef<HTMLInputElement>(null);
  const preheader = useRef<HTMLInputElement>(null);
  const [version, setVersion] = useState(template.currentVersion);
  const findings = preview?.findings ?? [];
  const errors = findings.filter((one) => one.severity === 'error').length;

  const publish = useMutation(
    trpc.templates.publish.mutationOptions({
      onError: notifyFailed,
      onSuccess: async (published) => {
        setVersion(published.version);
        notifyDone(`Version ${published.version} is what journeys send from now on.`);
        await queryClient.invalidateQueries({ queryKey: trpc.templates.pathKey() });
      },
    }),
  );
  const restore = useMutation(
    trpc.templates.restore.mutationOptions({ onError: notifyFailed, onSuccess: () => onReload() }),
  );
  const saved = async (then: () => void) => {
    if (await flush()) then();
  };
  const go = (finding: Finding) => {
    if (finding.field === 'subject') subject.current?.focus();
    else if (finding.field === 'preheader') preheader.current?.focus();
    else editor.current?.goTo(finding.line ?? 1, finding.column ?? 1);
  };
  const problem = (field: string) => findings.find((one) => one.field === field && one.severity === 'error')?.message;

  return (
    <div className={classes['studio']}>
      <Group className={classes['bar']} justify="space-between" gap="sm">
        <Group gap="sm" wrap="nowrap" style={{ minWidth: 0 }}>
          <Tooltip label="All templates">
            <ActionIcon component={Link} to="/templates" variant="subtle" aria-label="All templates" size="lg">
              <IconArrowLeft size={18} />
            </ActionIcon>
          </Tooltip>
          <TextInput
            aria-label="Name"
            value={draft.name}
            onChange={(event) => change({ name: event.currentTarget.value })}
            readOnly={!mayEdit || version !== null}
            variant="unstyled"
            styles={{ input: { fontWeight: 650, fontSize: 18, minWidth: 220 } }}
            title={version === null ? undefined : 'Journeys send it by this name, so it stays'}
          />
          <PhiBadge phi={higher(preview?.phi ?? 'P0', draft.topicPhi)} size="md" />
          {!mayEdit && <Badge variant="light">Read only</Badge>}
        </Group>
        <Group gap="sm">
          <SaveStateLine state={state} onReload={onReload} onRetry={() => void flush()} />
          <VersionsMenu
            id={template.id}
            current={version}
            mayEdit={mayEdit}
            onRestore={(chosen) =>
              void saved(() => restore.mutate({ id: template.id, version: chosen, revision: revision() }))
            }
          />
          {mayEdit && <DeleteTemplate id={template.id} name={draft.name} />}
          {mayEdit && (
            <Tooltip label={errors > 0 ? 'Fix the errors in the checks first' : 'Journeys send this from now on'}>
              <Button
                leftSection={<IconRocket size={16} />}
                data-disabled={errors > 0 || undefined}
                loading={publish.isPending}
                onClick={() => {
                  if (errors > 0) return;
                  void saved(() => publish.mutate({ id: template.id, revision: revision() }));
                }}
              >
                Publish
              </Button>
            </Tooltip>
          )}
        </Group>
      </Group>
      <div className={classes['heads']}>
        <TextInput
          ref={subject}
          label="Subject"
          value={draft.subject}
          onChange={(event) => change({ subject: event.currentTarget.value })}
          error={problem('subject')}
          readOnly={!mayEdit}
        />
        <TextInput
          ref={preheader}
          label="Preheader"
          placeholder="The line after the subject in the inbox"
          value={draft.preheader}
          onChange={(event) => change({ preheader: event.currentTarget.value })}
          error={problem('preheader')}
          readOnly={!mayEdit}
        />
        <Select
          label="Topic"
          title="How sensitive the topic is, whatever the merge fields: the mail is never treated as less"
          data={TOPICS}
          value={draft.topicPhi}
          onChange={(next) => next && change({ topicPhi: next as Draft['topicPhi'] })}
          allowDeselect={false}
          readOnly={!mayEdit}
          comboboxProps={{ width: 240, position: 'bottom-end' }}
        />
      </div>
      <div className={classes['halves']}>
        <div className={classes['half']}>
          <div className={classes['tools']}>
            <FieldPalette fields={palette.data?.fields ?? NONE} onPick={(field) => editor.current?.insert(`{{ ${field.path} }}`)} />
          </div>
          <SourceEditor
            key={mayEdit ? 'edit' : 'read'}
            initial={draft.mjml}
            onChange={(mjml) => change({ mjml })}
            findings={findings}
            fields={palette.data?.fields ?? NONE}
            filters={palette.data?.filters ?? NO_FILTERS}
            readOnly={!mayEdit}
            handle={editor}
          />
          <ChecksList findings={findings} required={preview?.required ?? []} known={preview !== null} onGo={go} />
        </div>
        <PreviewPane preview={preview} shown={shown} stale={stale} busy={busy} sample={sample} onSample={setSample} />
      </div>
    </div>
  );
}

function higher(a: string, b: string): string {
  return a > b ? a : b;
}

const NONE: MergeField[] = [];
const NO_FILTERS: string[] = [];
