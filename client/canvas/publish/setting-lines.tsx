import { VisuallyHidden } from '@mantine/core';
import type { SettingWords } from '../../../server/core/graph/setting-words.ts';
import css from '../styles/change.module.css';

/** What differs, one setting a line: "Waits: 3 days → 1 day". */
export function SettingLines({ words }: { words: readonly SettingWords[] }) {
  if (words.length === 0) return null;
  return (
    <ul className={css['settings']}>
      {words.map(({ setting, before, after }) => (
        <li key={`${setting}:${before}:${after}`}>
          {setting}: {before === null ? null : <del>{before}</del>}
          {before !== null && (
            <>
              <span aria-hidden> → </span>
              <VisuallyHidden> becomes </VisuallyHidden>
            </>
          )}
          <ins>{after ?? 'not set'}</ins>
        </li>
      ))}
    </ul>
  );
}
