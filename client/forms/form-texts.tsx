import { Select, TextInput, Textarea, Title } from '@mantine/core';
import type { Finding } from '../../server/core/finding.ts';
import type { FormDefinition } from '../../server/core/forms/form.ts';
import type { Catalog } from '../../server/core/graph/catalog.ts';

/** What the page says, and the list its senders join. */
export function FormTexts({
  name,
  definition,
  catalog,
  findings,
  readOnly,
  onName,
  onChange,
}: {
  name: string;
  definition: FormDefinition;
  catalog: Catalog;
  findings: readonly Finding[];
  readOnly: boolean;
  onName: (name: string) => void;
  onChange: (patch: Partial<FormDefinition>) => void;
}) {
  const { title, intro, consent, button, thanks, list } = definition;
  return (
    <>
      <Title order={2} size="h4">
        What it says
      </Title>
      <TextInput
        label="Name"
        description="Among yourselves, and in journeys."
        value={name}
        maxLength={120}
        onChange={(event) => onName(event.currentTarget.value)}
        error={name.trim() ? undefined : 'Name the form.'}
        disabled={readOnly}
      />
      <TextInput
        label="Title of the page"
        value={title}
        maxLength={120}
        onChange={(event) => onChange({ title: event.currentTarget.value })}
        error={title.trim() ? undefined : 'The page needs a title.'}
        disabled={readOnly}
      />
      <Textarea
        label="Introduction"
        description="Blank lines part paragraphs."
        autosize
        minRows={2}
        value={intro}
        maxLength={2000}
        onChange={(event) => onChange({ intro: event.currentTarget.value })}
        disabled={readOnly}
      />
      <Textarea
        label="Consent"
        description="A box that has to be ticked. Kept, sealed, with each answer as it was worded. Leave it empty to ask for none."
        autosize
        minRows={2}
        value={consent}
        maxLength={2000}
        onChange={(event) => onChange({ consent: event.currentTarget.value })}
        disabled={readOnly}
      />
      <TextInput
        label="Button"
        value={button}
        maxLength={60}
        onChange={(event) => onChange({ button: event.currentTarget.value })}
        error={button.trim() ? undefined : 'The button needs a word.'}
        disabled={readOnly}
      />
      <Textarea
        label="Thanks"
        description="Shown to everybody alike, known or not."
        autosize
        minRows={2}
        value={thanks}
        maxLength={2000}
        onChange={(event) => onChange({ thanks: event.currentTarget.value })}
        error={thanks.trim() ? undefined : 'Say a word of thanks.'}
        disabled={readOnly}
      />
      <Select
        label="List"
        description="Whoever sends it in joins this list."
        placeholder="None"
        clearable
        searchable
        data={[...catalog.lists]}
        value={list}
        onChange={(next) => onChange({ list: next })}
        error={findings.find((one) => one.field === 'list')?.message}
        nothingFoundMessage="No list of that name"
        disabled={readOnly}
      />
    </>
  );
}
