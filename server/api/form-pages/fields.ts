import type { AttributeDefinition } from '#core/segment/fields.ts';
import { html, type Markup } from '../portal/page.ts';
import { first, type Typed } from './read-form.ts';

interface Asked {
  name: string;
  label: string;
  required: boolean;
  /** What is wrong with it, in a sentence. */
  problem: string | undefined;
  typed: Typed;
}

/** What a browser may fill in by itself. */
const AUTOCOMPLETE: Readonly<Record<string, string>> = {
  email: 'email',
  first_name: 'given-name',
  last_name: 'family-name',
  phone: 'tel',
  date_of_birth: 'bday',
  zip: 'postal-code',
  city: 'address-level2',
  state: 'address-level1',
};

/** One field with its label, what was typed, and the error beside it. */
export function field(asked: Asked, attribute: AttributeDefinition): Markup {
  if (attribute.type === 'choices') return boxes(asked, attribute.choices);
  if (attribute.type === 'choice')
    return options(
      asked,
      attribute.choices.map((one) => [one, one]),
    );
  if (attribute.type === 'boolean')
    return options(asked, [
      ['yes', 'Yes'],
      ['no', 'No'],
    ]);
  const { name, typed } = asked;
  const type = name === 'email' ? 'email' : name === 'phone' ? 'tel' : (INPUTS[attribute.type] ?? 'text');
  return labelled(
    asked,
    html`<input
      id="${name}"
      name="${name}"
      type="${type}"
      value="${first(typed, name)}"
      ${numeric(attribute.type)}
      autocomplete="${AUTOCOMPLETE[name] ?? 'off'}"
      maxlength="2000"
      ${hints(asked)}
    />`,
  );
}

const INPUTS: Readonly<Record<string, string>> = { date: 'date', datetime: 'datetime-local' };

/** The box that has to be ticked to agree. */
export function consentField(asked: Asked): Markup {
  const { name, label, problem, typed } = asked;
  return html`<div class="field${problem ? ' wrong' : ''}">
    <label class="tick"
      ><input
        id="${name}"
        type="checkbox"
        name="${name}"
        value="yes"
        ${first(typed, name) === 'yes' ? html`checked` : null}
        ${hints(asked)}
      /><span>${label} <span class="soft">(needed)</span></span></label
    >${error(asked)}
  </div>`;
}

function options(asked: Asked, choices: readonly (readonly [value: string, label: string])[]): Markup {
  const chosen = first(asked.typed, asked.name);
  const list = choices.map(
    ([value, label]) => html`<option value="${value}" ${value === chosen ? html`selected` : null}>${label}</option>`,
  );
  return labelled(
    asked,
    html`<select id="${asked.name}" name="${asked.name}" ${hints(asked)}>
      <option value="">Choose…</option>
      ${list}
    </select>`,
  );
}

function boxes(asked: Asked, choices: readonly string[]): Markup {
  const { name, label, required, problem, typed } = asked;
  const ticked = new Set(typed.get(name));
  const list = choices.map(
    (one, i) =>
      html`<label class="tick"
        ><input
          ${i === 0 ? html`id="${name}"` : null}
          type="checkbox"
          name="${name}"
          value="${one}"
          ${ticked.has(one) ? html`checked` : null}
        /><span>${one}</span></label
      >`,
  );
  return html`<div class="field${problem ? ' wrong' : ''}">
    <fieldset ${problem ? html`aria-describedby="${name}-error"` : null}>
      <legend>${label} ${required ? null : html`<span class="soft">(optional)</span>`}</legend>
      ${list}
    </fieldset>
    ${error(asked)}
  </div>`;
}

function labelled(asked: Asked, control: Markup): Markup {
  const { name, label, required, problem } = asked;
  return html`<div class="field${problem ? ' wrong' : ''}">
    <label for="${name}">${label} ${required ? null : html`<span class="soft">(optional)</span>`}</label
    >${control}${error(asked)}
  </div>`;
}

function error({ name, problem }: Asked): Markup | null {
  return problem === undefined ? null : html`<p class="bad" id="${name}-error">${problem}</p>`;
}

/** For the eye there is the word “optional”; for assistive technology, what is needed and what is wrong. */
function hints({ name, required, problem }: Asked): Markup {
  return html`${required ? html`aria-required="true"` : null}
  ${problem ? html`aria-invalid="true" aria-describedby="${name}-error"` : null}`;
}

function numeric(type: string): Markup | null {
  return type === 'number' ? html`inputmode="decimal"` : null;
}
