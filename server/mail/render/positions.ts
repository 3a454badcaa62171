/** 1-based line and column of an offset, for findings. */
export interface Position {
  line: number;
  column: number;
}

/** Turns offsets of one text into positions; the line starts are found once. */
export function positionsIn(text: string): {
  at(offset: number): Position;
  offset(line: number, column: number): number;
} {
  const starts = [0];
  for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) starts.push(i + 1);
  return {
    at(offset) {
      let low = 0;
      let high = starts.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (starts[middle]! <= offset) low = middle;
        else high = middle - 1;
      }
      return { line: low + 1, column: offset - starts[low]! + 1 };
    },
    offset: (line, column) => (starts[line - 1] ?? 0) + column - 1,
  };
}
