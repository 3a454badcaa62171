import type { ComponentType } from 'react';
import type { z } from 'zod';
import type { Catalog } from '../../server/core/graph/catalog.ts';
import type { Graph, StepNode } from '../../server/core/graph/model.ts';
import type { StepType } from '../../server/core/steps/step.ts';

interface About {
  node: StepNode;
  graph: Graph;
  catalog: Catalog;
}

/** What a step's one-line summary and its form are given; a config may still be half filled in. */
export interface SummaryProps<Config> extends About {
  config: Partial<Config>;
}

export interface FormProps<Config> extends SummaryProps<Config> {
  /** Sets some fields; `undefined` takes a field out. */
  set: (patch: Partial<Config>) => void;
  /** What is wrong with a field, in a sentence. */
  problem: (field: string) => string | undefined;
  readOnly: boolean;
}

/** The same, closed over the step's own config type, so that all views have one type. */
export interface StepView {
  type: string;
  title: string;
  help: string;
  /** A Mantine color name; each step type keeps its own everywhere. */
  color: string;
  Icon: ComponentType<{ size?: number | string; stroke?: number | string }>;
  /** Its setting in one line. */
  summary: (about: About) => string;
  Form: ComponentType<
    About & {
      setConfig: (config: Record<string, unknown>) => void;
      problem: (field: string) => string | undefined;
      readOnly: boolean;
    }
  >;
}

/** Declares how a step type looks and is edited; the config's type flows into its parts. */
export function defineView<Shape extends z.ZodRawShape>(
  step: StepType<z.ZodObject<Shape>>,
  view: {
    color: string;
    Icon: StepView['Icon'];
    Summary: (props: SummaryProps<z.output<z.ZodObject<Shape>>>) => string;
    Form: ComponentType<FormProps<z.output<z.ZodObject<Shape>>>>;
  },
): StepView {
  type Config = z.output<z.ZodObject<Shape>>;
  const { Summary, Form, Icon, color } = view;
  return {
    type: step.type,
    title: step.title,
    help: step.help,
    color,
    Icon,
    summary: (about) => Summary({ ...about, config: readable<Config>(step.config, about.node.config) }),
    Form: ({ setConfig, ...about }) => (
      <Form
        {...about}
        config={readable<Config>(step.config, about.node.config)}
        set={(patch) => {
          const merged: Record<string, unknown> = { ...about.node.config, ...patch };
          setConfig(Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== undefined)));
        }}
      />
    ),
  };
}

/** The fields of a config that can be read, each on its own: one bad field must not hide the others. */
export function readable<Config>(schema: z.ZodObject, raw: Record<string, unknown>): Partial<Config> {
  const fields: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(schema.shape)) {
    const parsed = (field as z.ZodType).safeParse(raw[key]);
    if (parsed.success && parsed.data !== undefined) fields[key] = parsed.data;
  }
  return fields as Partial<Config>;
}
