import { Badge, Card, Group, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { PhiBadge } from '../ui/phi-badge.tsx';
import classes from './templates.module.css';
import { Thumbnail } from './thumbnail.tsx';
import type { TemplateRow } from './types.ts';

/** One template of the gallery: how it looks, how sensitive it is, whether journeys send it. */
export function TemplateCard({ template }: { template: TemplateRow }) {
  const { id, name, subject, phi, topicPhi, currentVersion, edited, journeys } = template;
  return (
    <Card padding={0} radius="lg" withBorder className={classes['card']}>
      <Thumbnail id={id} name={name} />
      <Stack gap={6} p="md" className={classes['words']}>
        <Group justify="space-between" wrap="nowrap" gap="xs">
          <Text fw={650} truncate>
            <Link to="/templates/$templateId" params={{ templateId: id }} className={classes['link']}>
              {name}
            </Link>
          </Text>
          <PhiBadge phi={phi ?? topicPhi} />
        </Group>
        <Text size="sm" c="dimmed" lineClamp={1}>
          {subject || 'No subject yet'}
        </Text>
        <Group gap={6}>
          <Badge size="sm" radius="sm" variant="light" color={currentVersion ? 'teal' : 'gray'}>
            {currentVersion ? `Version ${currentVersion}` : 'Draft'}
          </Badge>
          {currentVersion !== null && edited && (
            <Badge size="sm" radius="sm" variant="light" color="yellow">
              Edited since
            </Badge>
          )}
          {journeys > 0 && (
            <Text size="xs" c="dimmed">
              {journeys === 1 ? 'In 1 journey' : `In ${journeys} journeys`}
            </Text>
          )}
        </Group>
      </Stack>
    </Card>
  );
}
