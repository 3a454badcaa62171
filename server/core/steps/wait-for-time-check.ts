import type { Finding } from '../finding.ts';
import { parseMoment } from '../time/iso.ts';
import { isZone } from '../time/zone.ts';
import type { CheckContext } from './step.ts';
import type { WaitConfig } from './wait-for-time.ts';

/** Everything that can be wrong with a wait's settings. */
export function checkWait(config: WaitConfig, context: CheckContext): Finding[] {
  return [...checkMode(config, context), ...checkWindow(config), ...checkZone(config, context)];
}

function checkMode(config: WaitConfig, context: CheckContext): Finding[] {
  switch (config.mode) {
    case 'duration':
      if (config.duration === undefined) return [error('wait.no-duration', 'Say how long to wait.', 'duration')];
      return [];
    case 'until':
      if (config.until === undefined || config.until === '')
        return [error('wait.no-date', 'Choose the date to wait for.', 'until')];
      if (!parseMoment(config.until))
        return [error('wait.bad-date', 'Write the date like 2026-11-01 or 2026-11-01T09:00.', 'until')];
      return [];
    case 'attribute':
      return checkAttribute(config, context);
    default:
      return config.mode satisfies never;
  }
}

function checkAttribute(config: WaitConfig, { vocabulary }: CheckContext): Finding[] {
  const field = 'attribute';
  if (!config.attribute) return [error('wait.no-attribute', 'Choose the date attribute to wait for.', field)];
  const definition = vocabulary.attributes.get(config.attribute);
  if (!definition) return [error('wait.unknown-attribute', `There is no attribute “${config.attribute}”.`, field)];
  if (definition.type !== 'date' && definition.type !== 'datetime')
    return [error('wait.not-a-date', `“${definition.label}” is not a date.`, field)];
  if (config.onMissing !== undefined) return [];
  const message = `Contacts without “${definition.label}” leave the journey here; choose another rule if they should not.`;
  return [{ severity: 'hint', code: 'wait.missing-exits', message, field: 'onMissing' }];
}

function checkWindow({ window }: WaitConfig): Finding[] {
  if (!window) return [];
  const found: Finding[] = [];
  if (window.weekdays?.length === 0)
    found.push(error('wait.no-weekday', 'Choose at least one weekday.', 'window.weekdays'));
  if (window.daysOfMonth?.length === 0)
    found.push(error('wait.no-day', 'Choose at least one day of the month.', 'window.daysOfMonth'));
  if (window.from !== undefined && window.from === window.to)
    found.push(error('wait.empty-window', 'The window begins and ends at the same time.', 'window.to'));
  if (window.daysOfMonth && window.daysOfMonth.length > 0 && Math.min(...window.daysOfMonth) > 28) {
    const message = 'Not every month has this day; those months are passed over.';
    found.push({ severity: 'hint', code: 'wait.short-months', message, field: 'window.daysOfMonth' });
  }
  return found;
}

function checkZone({ zone }: WaitConfig, { vocabulary }: CheckContext): Finding[] {
  if (zone === undefined || zone === 'journey') return [];
  if (zone !== 'contact')
    return isZone(zone) ? [] : [error('wait.unknown-zone', `“${zone}” is not a time zone.`, 'zone')];
  if (vocabulary.attributes.has('timezone')) return [];
  return [error('wait.no-zone-attribute', 'Contacts have no attribute “timezone” here.', 'zone')];
}

function error(code: string, message: string, field: string): Finding {
  return { severity: 'error', code, message, field };
}
