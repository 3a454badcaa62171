import { IconForms } from '@tabler/icons-react';
import { formSubmitted } from '../../server/core/triggers/form-submitted.ts';
import { Pick } from './pick.tsx';
import { defineTriggerView } from './view.tsx';

export const formSubmittedView = defineTriggerView(formSubmitted, {
  Icon: IconForms,
  Summary: ({ config }) => (config.form ? `Sends in “${config.form}”` : 'Sends in a form: choose which'),
  Form: ({ config, set, catalog, problem, field, readOnly }) => (
    <Pick
      label="Form"
      description="Forms are made under Forms; each has a public page."
      data-field={field('form')}
      names={catalog.forms.map((one) => one.name)}
      value={config.form}
      onChange={(form) => set({ form })}
      empty="No form of that name"
      error={problem('form')}
      disabled={readOnly}
    />
  ),
});
