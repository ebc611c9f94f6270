/** A frame of a stack trace, reduced to what stays the same between machines and versions. */
export interface Frame {
  /** Lower-cased base name of the file. */
  readonly module: string;
  readonly function: string;
}

const PYTHON_FRAME = /^\s*File "([^"]{1,500})", line \d+(?:, in (.{1,200}))?$/;
const NODE_FRAME = /^\s*at (?:async )?(?:(?:new )?(.{1,200}?) \()?(?:file:\/\/)?([^()]{1,500}?):\d+(?::\d+)?\)?$/;
const LIBRARY = /[\\/](?:node_modules|site-packages|dist-packages|lib\/python\d|internal)[\\/]|^node:|<frozen |<anonymous>/;
const FRAMES_MAX = 8;

const baseName = (path: string): string => (path.split(/[\\/]/).at(-1) ?? path).toLowerCase();
const functionName = (name: string | undefined): string =>
  (name ?? '')
    .replace(/\d+/g, '<num>')
    .replace(/^Object\.|^async /, '')
    .trim() || '<top>';

/** The frame that a line of a Python or JavaScript stack trace shows, or undefined. */
export function frameOf(line: string): (Frame & { readonly inApp: boolean }) | undefined {
  const python = PYTHON_FRAME.exec(line);
  if (python) return { module: baseName(python[1]!), function: functionName(python[2]), inApp: !LIBRARY.test(python[1]!) };
  const node = NODE_FRAME.exec(line);
  if (node) return { module: baseName(node[2]!), function: functionName(node[1]), inApp: !LIBRARY.test(node[2]!) };
  return undefined;
}

/** The innermost in-app frames of the lines, at most eight, recursion collapsed; all frames where none is in-app. */
export function inAppFrames(lines: readonly string[]): Frame[] {
  const found = lines.map(frameOf).filter((frame) => frame !== undefined);
  const chosen = found.some(({ inApp }) => inApp) ? found.filter(({ inApp }) => inApp) : found;
  const frames: Frame[] = [];
  for (const { module, function: name } of chosen) {
    const last = frames.at(-1);
    if (last?.module !== module || last.function !== name) frames.push({ module, function: name });
  }
  return frames.slice(-FRAMES_MAX);
}
