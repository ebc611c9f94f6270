import { describe, expect, it } from 'vitest';
import { messageStart } from './message-start.ts';

const message = (line: string): string => line.slice(messageStart(line));

describe('the message of a raw line', () => {
  it.each([
    ['Jun 14 15:16:01 box sshd(pam_unix)[19939]: check pass; user unknown', 'check pass; user unknown'],
    ['Jul  1 09:00:55 laptop-10 kernel[0]: disk0: device is write locked.', 'disk0: device is write locked.'],
    ['Jul  3 11:00:01 laptop-10 Text Editor[14463]: unable to load', 'unable to load'],
    ['17/06/09 20:10:40 INFO executor.Backend: registered signal handlers', 'registered signal handlers'],
    ['- 1131566461 2005.11.09 node-3 Nov 9 12:01:01 node-3/node-3 crond(pam_unix)[2915]: session closed', 'session closed'],
    ['2016-09-28 04:30:30, Info                  CBS    Loaded the stack', 'Loaded the stack'],
    ['134681 node-246 unix.hw state.unavailable 1077804742 1 Component is gone', 'Component is gone'],
    ['458319 switch-0 switch_module error 1142473123 1 Link error', 'Link error'],
    ['2015-10-18 18:01:47,978 INFO [main] org.example.App: created it', 'created it'],
    [
      '2015-07-29 17:41:44,747 - WARN  [Peer[myid=1]/0:0:0:0:Election@774] - Notification: time out 3200',
      'Notification: time out 3200',
    ],
    ['20171223-22:16:0:119|Step|30002312|onChanged 3579', 'onChanged 3579'],
    ['[Sun Dec 04 04:47:44 2005] [error] [client 10.1.2.3] forbidden', '[client 10.1.2.3] forbidden'],
    ['081109 203615 148 INFO dfs.Node$Responder: responder 1 ends', 'responder 1 ends'],
    ['[10.30 16:49:06] browser.exe *64 - example.org:443 open', 'example.org:443 open'],
    ['2024-01-01T10:00:00.123Z ERROR my.module - cannot open', 'cannot open'],
    ['INFO:root.part:started', 'started'],
    ['API 1117838570 2005.06.03 R02-M1 2005-06-03-15.42.50.675872 R02-M1 RAS APP FATAL ciod: no prefix', 'ciod: no prefix'],
    [
      'app.log.1.2017-05-16_13:53:08 2017-05-16 00:00:00.008 25746 INFO nova.api [req-1 - - -] [instance: 7] started',
      '[instance: 7] started',
    ],
  ])('%s', (line, expected) => expect(message(line)).toBe(expected));

  it.each([
    'just a message with 12:30 inside',
    'Connection from 10.0.0.1 at 10:22:11 closed',
    'ERROR',
    '{"level":"info","msg":"x"}',
    'Error: cannot find module',
    '',
    '    at Object.<anonymous> (/srv/app.js:10:5)',
  ])('no header: %s', (line) => expect(messageStart(line)).toBeLessThanOrEqual(line === 'ERROR' ? 5 : 0));

  it('takes a bounded look at any line', () => {
    for (const unit of ['[', '1', 'a ', '12:30:00 ', '|', 'INFO ', '- ', '1131566461 ', '((']) {
      expect(messageStart(unit.repeat(50_000))).toBeLessThan(2_000);
    }
  });
});
