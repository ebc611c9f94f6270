import type { SecretFinding, SecretScanner } from '../ports.ts';

/** Ids of AWS access keys stand alone in code more often than with their secret; the preset looks for pairs. */
const AWS_KEY_ID = /(?<![A-Z0-9])(?:AKIA|ASIA)[A-Z2-7]{16}(?![A-Z0-9])/g;
/** AWS's own documentation uses this one. */
const AWS_EXAMPLES = new Set(['AKIAIOSFODNN7EXAMPLE', 'AKIAI44QH8DHBEXAMPLE']);

/** Secretlint's recommended rules and one of our own, loaded at the first scan. */
export function createSecretScanner(): SecretScanner {
  let loaded: ReturnType<typeof load> | undefined;
  return {
    async scan(text) {
      loaded ??= load();
      const { lintSource, creator } = await loaded;
      const { messages } = await lintSource({
        source: { content: withoutDirectives(text), filePath: 'scanned.txt', ext: '.txt', contentType: 'text' },
        options: { config: { rules: [{ id: creator.meta.id, rule: creator }] }, maskSecrets: true, noPhysicFilePath: true },
      });
      const found = messages.map(({ ruleId, messageId, range }) => ({
        rule: `${ruleId.replace('@secretlint/secretlint-rule-', '')}/${messageId}`,
        start: range[0],
        end: range[1],
      }));
      return [...found, ...awsKeyIds(text, found)].toSorted((a, b) => a.start - b.start);
    },
  };
}

async function load() {
  const [{ lintSource }, { creator }] = await Promise.all([
    import('@secretlint/core'),
    import('@secretlint/secretlint-rule-preset-recommend'),
  ]);
  return { lintSource, creator };
}

/** Comments such as `secretlint-disable` would let the scanned text switch the scan off; the offsets stay. */
const withoutDirectives = (text: string): string => text.replace(/secretlint-(?=disable|enable)/gi, 'secretlint_');

function awsKeyIds(text: string, known: readonly SecretFinding[]): SecretFinding[] {
  return [...text.matchAll(AWS_KEY_ID)].flatMap((match) => {
    const [start, end] = [match.index, match.index + match[0].length];
    if (AWS_EXAMPLES.has(match[0]) || known.some((finding) => finding.start <= start && finding.end >= end)) return [];
    return [{ rule: 'panal/aws-access-key-id', start, end }];
  });
}
