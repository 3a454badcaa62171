import type { ComponentType } from 'react';
import type { z } from 'zod';
import type { Catalog } from '../../server/core/graph/catalog.ts';
import type { Trigger } from '../../server/core/graph/model.ts';
import type { TriggerType } from '../../server/core/triggers/trigger.ts';
import { readable } from '../steps/view.tsx';

/** What a trigger's summary and form are given; a config may still be half filled in. */
interface SummaryProps<Config> {
  config: Partial<Config>;
  catalog: Catalog;
}

interface FormProps<Config> extends SummaryProps<Config> {
  set: (patch: Partial<Config>) => void;
  /** What is wrong with a field, in a sentence. */
  problem: (field: string) => string | undefined;
  /** A field's name among the journey's, so that a problem finds it. */
  field: (name: string) => string;
  readOnly: boolean;
}

/** The same, closed over the trigger's own config type, so that all views have one type. */
export interface TriggerView {
  type: string;
  title: string;
  help: string;
  Icon: ComponentType<{ size?: number | string; stroke?: number | string }>;
  /** In one line, as it stands after “Starts when”. */
  summary: (trigger: Trigger, catalog: Catalog) => string;
  Form: ComponentType<{
    trigger: Trigger;
    catalog: Catalog;
    setConfig: (config: Record<string, unknown>) => void;
    problem: (field: string) => string | undefined;
    field: (name: string) => string;
    readOnly: boolean;
  }>;
}

/** Declares how a trigger type looks and is edited; the config's type flows into its parts. */
export function defineTriggerView<Shape extends z.ZodRawShape>(
  type: TriggerType<z.ZodObject<Shape>>,
  view: {
    Icon: TriggerView['Icon'];
    Summary: (props: SummaryProps<z.output<z.ZodObject<Shape>>>) => string;
    Form: ComponentType<FormProps<z.output<z.ZodObject<Shape>>>>;
  },
): TriggerView {
  type Config = z.output<z.ZodObject<Shape>>;
  const { Summary, Form, Icon } = view;
  return {
    type: type.type,
    title: type.title,
    help: type.help,
    Icon,
    summary: ({ config }, catalog) => Summary({ config: readable<Config>(type.config, config), catalog }),
    Form: ({ trigger, setConfig, ...about }) => (
      <Form
        {...about}
        config={readable<Config>(type.config, trigger.config)}
        set={(patch) => setConfig({ ...trigger.config, ...patch })}
      />
    ),
  };
}
