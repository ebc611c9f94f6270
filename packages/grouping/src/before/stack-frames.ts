// How frames were read in versions 1 and 2 of the signature; frozen. Frames are read by ../traces/trace-frame.ts.
/** A frame of a stack trace, reduced to what stays the same between machines and versions. */
export interface Frame {
  /** Lower-cased base name of the file, digits and hashes masked. */
  readonly module: string;
  readonly function: string;
  /** The library's or the runtime's own code is not in-app. */
  readonly inApp: boolean;
  /** Python writes the innermost frame last, JavaScript first. */
  readonly language: 'python' | 'javascript';
}

const PYTHON_FRAME = /^\s*File "([^"]{1,500})", line \d+(?:, in (.{1,200}))?$/;
const NODE_FRAME = /^\s*at (?:async )?(?:(?:new )?([^(]{1,200}) \()?(?:file:\/\/)?([^()]{1,500}?):\d+(?::\d+)?\)?$/;
const LIBRARY = /[\\/](?:node_modules|site-packages|dist-packages|lib\/python[\d.]+|internal)[\\/]|^node:|^<frozen |^<anonymous>/;
const FRAMES_MAX = 8;

/** Names that a build or a run generates differ by digits and hashes. */
const stable = (name: string): string =>
  name.replace(/\b(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{6,}\b/gi, '<hash>').replace(/\d+/g, '<num>');

const moduleName = (path: string): string => stable((path.split(/[\\/]/).at(-1) ?? path).toLowerCase());
const functionName = (name: string | undefined): string =>
  stable((name ?? '').replace(/^Object\.| \[as .*$/g, '').trim()) || '<top>';

/** The frame that a line of a Python or JavaScript stack trace shows, or undefined. */
export function frameOf(line: string): Frame | undefined {
  const python = PYTHON_FRAME.exec(line);
  const match = python ?? NODE_FRAME.exec(line);
  if (!match) return undefined;
  const [file, name] = python ? [match[1]!, match[2]] : [match[2]!, match[1]];
  return {
    module: moduleName(file),
    function: functionName(name),
    inApp: !LIBRARY.test(file),
    language: python ? 'python' : 'javascript',
  };
}

/** The innermost in-app frames of the lines as `module:function`, at most eight, each once (recursion); all where none is in-app. */
export function inAppFrames(lines: readonly string[]): string[] {
  const found = lines.map(frameOf).filter((frame) => frame !== undefined);
  const chosen = found.some(({ inApp }) => inApp) ? found.filter(({ inApp }) => inApp) : found;
  const names = [...new Set(chosen.map(({ module, function: name }) => `${module}:${name}`))];
  return chosen[0]?.language === 'python' ? names.slice(-FRAMES_MAX) : names.slice(0, FRAMES_MAX);
}
