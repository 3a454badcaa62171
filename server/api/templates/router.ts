import { router } from '../trpc.ts';
import { create } from './create.ts';
import { fields } from './fields.ts';
import { get } from './get.ts';
import { list } from './list.ts';
import { preview } from './preview.ts';
import { publish } from './publish.ts';
import { remove } from './remove.ts';
import { restore } from './restore.ts';
import { save } from './save.ts';
import { thumbnail } from './thumbnail.ts';
import { versions } from './versions.ts';

export const templatesRouter = router({
  create,
  fields,
  get,
  list,
  preview,
  publish,
  remove,
  restore,
  save,
  thumbnail,
  versions,
});
