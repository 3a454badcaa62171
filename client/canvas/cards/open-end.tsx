import { Handle, type Node, type NodeProps, Position } from '@xyflow/react';
import { memo } from 'react';
import { useView } from '../state/canvas-context.ts';
import { Plus } from './plus.tsx';

export type OpenEndNode = Node<{ from: string; outlet: string }, 'open'>;

/** Where an outlet leads nowhere yet: a "+" that asks for the next step. */
export const OpenEnd = memo(function OpenEnd({ data }: NodeProps<OpenEndNode>) {
  const build = useView((view) => view.mode === 'build');
  return (
    <>
      <Handle type="target" position={Position.Top} isConnectable={false} />
      {build && <Plus from={data.from} outlet={data.outlet} openEnd />}
    </>
  );
});
