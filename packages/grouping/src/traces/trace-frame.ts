/** Languages whose stack traces are understood. */
export type TraceLanguage = 'python' | 'javascript' | 'java' | 'go' | 'rust' | 'csharp';

/** One call of a stack trace, reduced to what stays the same between machines, builds and versions. */
export interface TraceFrame {
  readonly language: TraceLanguage;
  /** Lower-cased base name of the file, or the class or crate, digits and hashes masked. */
  readonly module: string;
  /** Name without generated parts; an empty string for a function without a name. */
  readonly function: string;
  /** The runtime's and the libraries' own code is not in-app. */
  readonly inApp: boolean;
}

const HASH = /\b(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{6,}\b/gi;
/** Names that a build or a run generates differ by digits and hashes. */
const stable = (name: string): string => name.replace(HASH, '<hash>').replace(/\d+/g, '<num>');
const baseName = (path: string): string => stable((path.split(/[\\/]/).at(-1) ?? path).toLowerCase());

const PYTHON = /^File "([^"]{1,500})", line \d+(?:, in (.{1,200}))?$/;
const PYTHON_LIBRARY = /[\\/](?:site-packages|dist-packages|lib[\\/]python[\d.]+)[\\/]|^<frozen /;

function pythonFrame(line: string): TraceFrame | undefined {
  const match = PYTHON.exec(line);
  if (!match) return undefined;
  const [, file, name = ''] = match;
  const isNameless = /^<(?:lambda|listcomp|genexpr|dictcomp|setcomp)>$/.test(name);
  return {
    language: 'python',
    module: baseName(file!),
    function: isNameless ? '' : stable(name.replace(/^.*\.<locals>\./, '')),
    inApp: !PYTHON_LIBRARY.test(file!),
  };
}

const V8 = /^at (?:async )?(?:(?:new )?([^(]{1,200}) \()?(?:file:\/\/)?([^()]{1,500}?):\d+(?::\d+)?\)?$/;
const V8_NATIVE = /^at (?:async )?(?:new )?([^(]{1,200}) \((?:<anonymous>|native|index \d+)\)$/;
const FIREFOX =
  /^([^@\s]{0,200})@((?:https?|file|resource|webpack|moz-extension):\/\/[^\s@]{1,500}?|\/[^\s@]{1,500}?|[^\s@:]{1,200}\.m?[jt]sx?):\d+(?::\d+)?$/;
const JS_LIBRARY = /[\\/]node_modules[\\/]|^node:|[\\/]internal[\\/]|^<anonymous>|^resource:/;

/** `Object.`, `Module.` and `[as x]` come and go with the way a function is called; `/<` marks a nested function in Firefox. */
const jsFunction = (name: string): string =>
  stable(
    name
      .replace(/ \[as .{0,100}$/, '')
      .replace(/^(?:Object|Module|exports|Function|global)\./, '')
      .replace(/^(?:get|set|async\*?) ?/, '')
      .replace(/\/?<$|^async\*/g, '')
      .replace(/^(?:.{0,100}\.)?<anonymous>$|^eval$/, '')
      .trim(),
  );

function jsFrame(line: string): TraceFrame | undefined {
  const match = V8.exec(line) ?? FIREFOX.exec(line);
  if (match) {
    const [, name = '', file] = match;
    return {
      language: 'javascript',
      module: baseName(file!.replace(/[?#].*$/, '')),
      function: jsFunction(name),
      inApp: !JS_LIBRARY.test(file!),
    };
  }
  const native = V8_NATIVE.exec(line);
  return native ? { language: 'javascript', module: '<native>', function: jsFunction(native[1]!), inApp: false } : undefined;
}

const JAVA =
  /^at (?:[\w.@-]{1,100}\/{1,2}){0,2}([\w$.]{1,300})\.([\w$<>]{1,200})\((?:[\w$-]{1,200}\.(?:java|kt|scala|groovy|clj)(?::\d+)?|Native Method|Unknown Source|<generated>)\)(?: ~?\[.{0,200}\])?$/;
const JAVA_LIBRARY =
  /^(?:java|javax|jdk|sun|com\.sun|kotlin|scala|groovy|org\.(?:junit|testng|apache|springframework|hibernate|gradle|codehaus|mockito)|io\.netty)\./;

function javaFrame(line: string): TraceFrame | undefined {
  const match = JAVA.exec(line);
  if (!match) return undefined;
  const [, type, method] = match;
  const lambda = /^lambda\$(.{1,100}?)\$\d+$/.exec(method!)?.[1];
  const simple = type!
    .split('.')
    .at(-1)!
    .replace(/\$\$.*$/, '')
    .replace(/\$\d+/g, '');
  const name = lambda === undefined ? method! : /^(?:static|new|null)$/.test(lambda) ? '' : lambda;
  return {
    language: 'java',
    module: stable(simple.toLowerCase()),
    function: stable(name.replace(/^access\$\d+$/, '')),
    inApp: !JAVA_LIBRARY.test(`${type!}.`),
  };
}

const DOTNET =
  /^at (?:\(wrapper [^)]{1,60}\) )?([\w.+<>`$|/[\],]{1,400})\.([\w<>$|`.]{1,200}?)(?:\[[^\]]{0,200}\])? ?\([^()]{0,1000}(?:\([^()]{0,200}\))?[^()]{0,200}\)(?: (?:in |\[0x|<0x).{0,700})?$/;
const DOTNET_LIBRARY = /^(?:System|Microsoft|Mono|Xunit|NUnit|MSTest)\./;
const DOTNET_MARKS =
  /\(wrapper|\) \[0x|<0x[0-9a-f]+| in .{1,500}:(?:line )?\d+$|\.MoveNext ?\(|\.ctor ?\(| \(|\([A-Z][\w.`[\]]* \w+|\(\)$/;

/** `Outer.<>c__DisplayClass1.<Name>b__0` and `Outer+<Name>d__3.MoveNext` are made of the function `Name`. */
function dotnetFrame(line: string): TraceFrame | undefined {
  const match = DOTNET_MARKS.test(line) ? DOTNET.exec(line) : null;
  if (!match) return undefined;
  const type = match[1]!;
  const generated = /<([\w.]{1,100})>(?:[bdgm]_{2}|c_{0,2}(?:Iterator|async)|d_{2})/.exec(`${type}.${match[2]!}`)?.[1];
  const holder = type
    .replace(/[.+/]<.*$/, '')
    .replace(/`\d+|\[.*$/g, '')
    .split(/[.+/]/)
    .at(-1)!;
  return {
    language: 'csharp',
    module: stable(holder.toLowerCase()),
    function: generated === '.cctor' ? '' : stable(generated ?? match[2]!.replace(/`\d+$/, '').replace(/^<.*>.*$/, '')),
    inApp: !DOTNET_LIBRARY.test(type) && !line.slice(3).startsWith('(wrapper'),
  };
}

const READERS = [pythonFrame, jsFrame, javaFrame, dotnetFrame];

/** The frame that a trimmed line of a Python, JavaScript, Java or C# trace shows, or undefined. Work grows with the line's length. */
export function traceFrameOf(line: string): TraceFrame | undefined {
  const looksLikeOne = line.startsWith('at ') || line.startsWith('File "') || line.includes('@');
  if (!looksLikeOne || line.length > 1_500) return undefined;
  for (const read of READERS) {
    // Properties of the error follow its last frame in braces.
    const frame = read(line.endsWith(' {') ? line.slice(0, -2) : line);
    if (frame) return frame;
  }
  return undefined;
}

const GO_CALL =
  /^(?:created by )?((?:[\w.~@-]{1,100}\/){0,12}[\w.~-]{1,100}\.(?:\(\*?[\w[\]., ]{1,100}\)\.)?[\w.[\]]{1,200}?)(?:\(.{0,1000}\)| in goroutine \d+)?$/;
const GO_FILE = /^(\S.{0,500}?\.(?:go|s)):\d+(?: \+0x[0-9a-f]+)?$/;
const GO_LIBRARY = /[\\/](?:go|libexec|golang|go-[\d.]+)[\\/]src[\\/]|[\\/]pkg[\\/]mod[\\/]|[\\/]vendor[\\/]|^_testmain\.go$/;

/** The frame that two trimmed lines of a Go trace show: the call and, below it, its file. */
export function goFrameOf(call: string, file: string): TraceFrame | undefined {
  const place = GO_FILE.exec(file);
  const match = place ? GO_CALL.exec(call) : null;
  if (!match || call.startsWith('created by ')) return undefined;
  const name = match[1]!
    .replace(/^(?:.*\/)?[\w~-]{1,100}\.(?=.)/, '')
    .replace(/\[\.\.\.\]|[()*]/g, '')
    // Closures are numbered within the function that holds them.
    .replace(/(?:\.(?:func|gowrap|deferwrap)?\d+)+$|-fm$/g, '');
  return {
    language: 'go',
    module: baseName(place![1]!),
    function: /^glob\.|^init$/.test(name) ? '' : stable(name),
    inApp: !GO_LIBRARY.test(place![1]!) && !/^(?:runtime|testing|panic|reflect)\b/.test(call),
  };
}

const RUST_CALL = /^\d{1,4}: +(?:0x[0-9a-f]{1,16} - )?(\S.{0,600})$/;
const RUST_LIBRARY =
  /^(?:<?(?:std|core|alloc|proc_macro|test|tokio|rayon_core)::|<?\[?&?(?:alloc|core|std)|rust_begin_unwind|__rust|_?_?(?:libc_)?start|main$|clone|<unknown>|rust_panic|<F as core|<&F as core|__pthread|start_thread)/;

/** The frame that a trimmed numbered line of a Rust backtrace shows, with the file below it where there is one. */
export function rustFrameOf(call: string, file: string): TraceFrame | undefined {
  const match = RUST_CALL.exec(call);
  if (!match) return undefined;
  const path = /^at (\S.{0,500}?):\d+(?::\d+)?$/.exec(file)?.[1] ?? '';
  const bare = match[1]!
    .replace(/::h[0-9a-f]{16}$/, '')
    .replace(/(?:::\{\{?closure(?:#\d+|\}?)?\}?(?:<[^>]{0,200}>)?)+/g, '')
    .replace(/^<(?:&?(?:mut )?)?([\w:]{1,200})(?:<[^>]{0,200}>)? as [^>]{1,300}>/, '$1')
    .replace(/::<.*$|<[^>]{0,300}>/g, '');
  const parts = bare.split('::').filter(Boolean);
  return {
    language: 'rust',
    module: path === '' ? stable((parts.at(-2) ?? '').toLowerCase()) : baseName(path),
    function: stable(parts.slice(parts.length > 1 ? 1 : 0).join('::')),
    inApp: !RUST_LIBRARY.test(match[1]!) && !/^\/rustc\/|[\\/]\.cargo[\\/]registry|[\\/]rustlib[\\/]/.test(path),
  };
}
