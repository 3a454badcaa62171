import { Box } from '@mantine/core';
import { memo } from 'react';
import { type PreviewMode, previewDocument } from './preview-document.ts';

/** The mail in a frame without scripts, forms, storage or an origin. */
export const PreviewFrame = memo(function PreviewFrame({ html, mode }: { html: string; mode: PreviewMode }) {
  const phone = mode === 'phone';
  return (
    <Box
      h="100%"
      mx="auto"
      style={{
        width: phone ? 390 : '100%',
        maxWidth: '100%',
        border: phone ? '9px solid #20262d' : undefined,
        borderRadius: phone ? 34 : 0,
        overflow: 'hidden',
        background: '#fff',
      }}
    >
      <iframe
        title={`Preview: ${mode}`}
        sandbox=""
        srcDoc={previewDocument(html, mode)}
        style={{ width: '100%', height: '100%', border: 0, display: 'block' }}
      />
    </Box>
  );
});
