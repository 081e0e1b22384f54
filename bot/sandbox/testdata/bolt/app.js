// Toolshed lends tools to a team. It is an ordinary app on Slack's own SDK,
// written from its documentation: the test in bot/sandbox/people starts it as
// it is, against a sandbox instead of Slack. The one thing that says where it
// talks to is SLACK_API_URL, which Bolt hands to the Web API's client.
//
//   SLACK_BOT_TOKEN       xoxb-...
//   SLACK_APP_TOKEN       xapp-...: Socket Mode; without it HTTP with
//   SLACK_SIGNING_SECRET  the secret that requests are signed with
//   SLACK_API_URL         empty: Slack's own
//
// It says "ready" when Slack can reach it ("ready PORT" over HTTP), and
// "stopped" when it has come to its end after a SIGTERM.

import { App, LogLevel } from '@slack/bolt';
import { modals } from './modals.js';
import { messages } from './messages.js';
import { reports } from './reports.js';

const { SLACK_BOT_TOKEN, SLACK_APP_TOKEN, SLACK_SIGNING_SECRET, SLACK_API_URL } = process.env;

const app = new App({
  token: SLACK_BOT_TOKEN,
  appToken: SLACK_APP_TOKEN,
  signingSecret: SLACK_SIGNING_SECRET,
  socketMode: Boolean(SLACK_APP_TOKEN),
  logLevel: LogLevel.INFO,
  clientOptions: SLACK_API_URL ? { slackApiUrl: SLACK_API_URL } : {},
});

const loans = new Map(); // by id, which the buttons below a request carry

modals(app, loans);
messages(app, loans);
reports(app);

app.error(async (error) => {
  console.error('failed', error);
  process.exitCode = 1;
});

process.once('SIGTERM', async () => {
  await app.stop();
  console.log('stopped');
});

const server = await app.start({ port: 0, host: '127.0.0.1' });
console.log(SLACK_APP_TOKEN ? 'ready' : `ready ${server.address().port}`);
