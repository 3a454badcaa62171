import type { z } from 'zod';
import type { Finding } from '../finding.ts';
import type { JourneySettings } from '../graph/model.ts';
import type { Filter } from '../segment/ast.ts';
import type { Vocabulary } from '../segment/fields.ts';

/** What `check` of a trigger may look at besides its config. */
export interface TriggerContext {
  settings: JourneySettings;
  vocabulary: Vocabulary;
  /** Names of the hosted forms. */
  forms: ReadonlySet<string>;
}

export interface TriggerType<Schema extends z.ZodType = z.ZodType> {
  type: string;
  title: string;
  /** One sentence for the inspector and the journey schema. */
  help: string;
  config: Schema;
  /** The config a freshly chosen trigger starts with; may be incomplete, `check` then says what is missing. */
  defaults: Record<string, unknown>;
  /** What is wrong, with fields relative to the config. */
  check(config: z.output<Schema>, context: TriggerContext): Finding[];
  /**
   * What is true of everyone who comes in by it: the audience must not contradict it, and to be chosen by it is as
   * telling as by a filter. Null when nothing is.
   */
  implies?(config: z.output<Schema>): Filter | null;
  /** What has to be watched for it to happen; absent where a call of the API or a person starts it. */
  watches?(config: z.output<Schema>): Watched;
}

/** A thing by name that a live journey has to hear of. */
export interface Watched {
  kind: 'list' | 'segment' | 'form' | 'date';
  /** The name of the list, segment or form; the key of the attribute. */
  name: string;
}

/** Declares a trigger type; exists so that a config's type flows into its functions. */
export function defineTrigger<Schema extends z.ZodType>(trigger: TriggerType<Schema>): TriggerType<Schema> {
  return trigger;
}

export function problem(code: string, message: string, field: string): Finding {
  return { severity: 'error', code, message, field };
}
