import type { ReactNode } from 'react';
import css from './tag.module.css';

export type TagTone = 'teal' | 'yellow' | 'orange' | 'red' | 'gray' | 'well';

/** A small label in a tone. The kit's light badges have too little contrast for text this size. */
export function Tag({
  tone = 'gray',
  caps = false,
  title,
  children,
}: {
  tone?: TagTone;
  caps?: boolean;
  title?: string;
  children: ReactNode;
}) {
  return (
    <span className={css['tag']} data-tone={tone} data-caps={caps || undefined} title={title}>
      {children}
    </span>
  );
}
