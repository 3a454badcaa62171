import { Alert, Box, Group, Loader, SegmentedControl, Select, Text, Tooltip, VisuallyHidden } from '@mantine/core';
import { IconBell, IconDeviceDesktop, IconDeviceMobile, IconFileText, IconMoon, IconPhotoOff } from '@tabler/icons-react';
import { useState } from 'react';
import { Loading } from '../ui/loading.tsx';
import { type PreviewMode, previewModes } from './preview-document.ts';
import { PreviewFrame } from './preview-frame.tsx';
import classes from './templates.module.css';
import type { Preview } from './types.ts';
import type { Sample } from './use-preview.ts';

const MODES: Record<PreviewMode, { label: string; icon: typeof IconMoon }> = {
  desktop: { label: 'Desktop', icon: IconDeviceDesktop },
  phone: { label: 'Phone', icon: IconDeviceMobile },
  dark: { label: 'Dark mode', icon: IconMoon },
  text: { label: 'Plain text', icon: IconFileText },
  'images-off': { label: 'Images off', icon: IconPhotoOff },
  notice: { label: 'Portal notice: what arrives when the mail waits in the portal', icon: IconBell },
};

const SAMPLES: { value: Sample; label: string }[] = [
  { value: 'full', label: 'Avery, everything known' },
  { value: 'sparse', label: 'Only an address known' },
  { value: 'spanish', label: 'Lucía, reads Spanish' },
];

/** The mail as a recipient would see it. The contact is invented; no patient data is read to show it. */
export function PreviewPane({
  preview,
  shown,
  stale,
  busy,
  sample,
  onSample,
}: {
  preview: Preview | null;
  shown: Preview['rendered'];
  stale: boolean;
  busy: boolean;
  sample: Sample;
  onSample: (sample: Sample) => void;
}) {
  const [mode, setMode] = useState<PreviewMode>('desktop');
  return (
    <div className={classes['half']}>
      <div className={classes['tools']}>
        <SegmentedControl
          size="xs"
          aria-label="How to look at it"
          value={mode}
          onChange={(next) => setMode(previewModes.find((one) => one === next) ?? 'desktop')}
          data={previewModes.map((value) => {
            const { label, icon: Icon } = MODES[value];
            return {
              value,
              label: (
                <Tooltip label={label} withArrow>
                  <Group gap={0} px={2}>
                    <Icon size={17} aria-hidden />
                    <VisuallyHidden>{label}</VisuallyHidden>
                  </Group>
                </Tooltip>
              ),
            };
          })}
        />
        <Select
          size="xs"
          aria-label="Sample contact"
          data={SAMPLES}
          value={sample}
          onChange={(next) => next && onSample(next)}
          allowDeselect={false}
          w={200}
        />
        <Group gap={8} ml="auto">
          {busy && <Loader size="xs" aria-label="Compiling" />}
          {preview && preview.bytes > 0 && (
            <Tooltip label="Gmail cuts mails off after about 102 KB">
              <Text size="xs" c={preview.bytes > 100_000 ? 'red' : 'dimmed'}>
                {(preview.bytes / 1024).toFixed(1)} KB
              </Text>
            </Tooltip>
          )}
        </Group>
      </div>
      {stale && mode !== 'notice' && (
        <Alert color="yellow" py={6} radius={0}>
          This is how it looked before the problems in the checks.
        </Alert>
      )}
      {shown && mode !== 'notice' && (
        <Box px={16} py={8} style={{ borderBottom: '1px solid var(--stepwell-line)', background: 'var(--stepwell-card)' }}>
          <Text size="sm" fw={650} truncate>
            {shown.subject}
          </Text>
          <Text size="xs" c="dimmed" truncate>
            From Lakeview Health Plans
          </Text>
        </Box>
      )}
      <div className={classes['preview']}>{body(mode, preview, shown)}</div>
    </div>
  );
}

function body(mode: PreviewMode, preview: Preview | null, shown: Preview['rendered']) {
  if (!preview) return <Loading what="the preview" />;
  if (mode === 'notice') return <PreviewFrame html={preview.notice} mode="desktop" />;
  if (!shown)
    return (
      <Text c="dimmed" ta="center" p="xl">
        There is nothing to show yet. The checks say what to fix.
      </Text>
    );
  if (mode === 'text')
    return (
      <Box component="pre" m={0} p="lg" style={{ whiteSpace: 'pre-wrap', fontSize: 13.5, lineHeight: 1.55 }}>
        {shown.text}
      </Box>
    );
  return <PreviewFrame html={shown.html} mode={mode} />;
}
