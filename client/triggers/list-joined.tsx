import { IconList } from '@tabler/icons-react';
import { listJoined } from '../../server/core/triggers/list-joined.ts';
import { Pick } from './pick.tsx';
import { defineTriggerView } from './view.tsx';

export const listJoinedView = defineTriggerView(listJoined, {
  Icon: IconList,
  Summary: ({ config }) => (config.list ? `Joins the list “${config.list}”` : 'Joins a list: choose which'),
  Form: ({ config, set, catalog, problem, field, readOnly }) => (
    <Pick
      label="List"
      description="Who is on it already does not enter: start the journey for them once it is published."
      data-field={field('list')}
      names={catalog.lists}
      value={config.list}
      onChange={(list) => set({ list })}
      empty="No list of that name"
      error={problem('list')}
      disabled={readOnly}
    />
  ),
});
