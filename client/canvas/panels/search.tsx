import { Modal, TextInput, UnstyledButton, ScrollArea } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { type KeyboardEvent, useState } from 'react';
import { viewOf } from '../../steps/registry.tsx';
import cardCss from '../styles/card.module.css';
import paletteCss from '../styles/palette.module.css';
import { useCanvas, useGraph, useView } from '../state/canvas-context.ts';

/** Finds a step by its name or its setting, and goes there. */
export function Search() {
  const open = useView((view) => view.searching);
  const { view } = useCanvas();
  const close = () => view.setState({ searching: false });
  return (
    <Modal
      opened={open}
      onClose={close}
      withCloseButton={false}
      padding={0}
      yOffset={90}
      size={520}
      radius="md"
      attributes={{ content: { 'aria-label': 'Find a step' } }}
    >
      {open && <Finder onDone={close} />}
    </Modal>
  );
}

const SHOWN = 12;

function Finder({ onDone }: { onDone: () => void }) {
  const { view, catalog } = useCanvas();
  const graph = useGraph((one) => one);
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const wanted = text.trim().toLowerCase();
  const found = graph.steps
    .map((node) => ({ node, look: viewOf(node.type) }))
    .map(({ node, look }) => ({ node, look, summary: look?.summary({ node, graph, catalog }) ?? '' }))
    .filter(({ node, look, summary }) =>
      `${node.name} ${look?.title} ${summary} ${node.id}`.toLowerCase().includes(wanted),
    )
    .slice(0, SHOWN);
  const go = (id: string | undefined) => {
    if (!id) return;
    view.select(id);
    onDone();
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') setAt(Math.min(at + 1, found.length - 1));
    else if (event.key === 'ArrowUp') setAt(Math.max(at - 1, 0));
    else if (event.key === 'Enter') go(found[at]?.node.id);
    else return;
    event.preventDefault();
  };
  return (
    <div>
      <TextInput
        data-autofocus
        onKeyDown={onKey}
        size="lg"
        variant="unstyled"
        px="md"
        leftSection={<IconSearch size={18} />}
        placeholder="Find a step by name, template, setting…"
        aria-label="Find a step"
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setAt(0);
        }}
      />
      <ScrollArea.Autosize mah={380} p={6} style={{ borderTop: '1px solid var(--stepwell-line)' }}>
        {found.map(({ node, look, summary }, i) => (
          <UnstyledButton
            key={node.id}
            className={paletteCss['choice']}
            data-at={i === at || undefined}
            style={i === at ? { background: 'var(--mantine-primary-color-light)' } : undefined}
            onClick={() => go(node.id)}
          >
            {look && (
              <span className={cardCss['tile']} data-color={look.color}>
                <look.Icon size={16} />
              </span>
            )}
            <span style={{ minWidth: 0 }}>
              <span className={cardCss['title']} style={{ display: 'block' }}>
                {node.name}
              </span>
              <span className={cardCss['kind']}>{summary}</span>
            </span>
          </UnstyledButton>
        ))}
        {found.length === 0 && <div style={{ padding: 14 }}>No step like that here.</div>}
      </ScrollArea.Autosize>
    </div>
  );
}
