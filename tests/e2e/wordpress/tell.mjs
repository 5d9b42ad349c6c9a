// Tells the stories: each in both cookie modes, a few at a time, each with browsers (contexts) of its own.
// usage: node tell.mjs <bed> [part of a name]...   Prints "ok|FAIL <title>" lines, and at the end how many of them it told; status 1 when one failed.
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { launch } from './browser/chromium.mjs';
import { expect } from './browser/expect.mjs';
import { mails, sites } from './browser/site.mjs';
import { Visitor } from './browser/visitor.mjs';

const [bed, ...names] = process.argv.slice(2);
const here = path.dirname(new URL(import.meta.url).pathname);
const limit = Number(process.env.STORY_SECONDS ?? 150) * 1000;
const modes = (process.env.COOKIES ?? 'allowed blocked').split(' ');

const stories = [];
for (const file of fs.readdirSync(path.join(here, 'stories')).filter((name) => name.endsWith('.mjs')).sort()) {
  if (names.length && !names.some((name) => file.includes(name))) continue;
  const story = await import(pathToFileURL(path.join(here, 'stories', file)).href);
  for (const cookies of story.modes?.filter((mode) => modes.includes(mode)) ?? modes) {
    for (const variant of story.variants ?? [null]) stories.push({ ...story, tell: story.default, file, cookies, variant });
  }
}

const chosen = sites(bed, process.env.SITES);
let failed = 0;
let serial = 0;

// Stories that change a site for everybody name what they want for themselves: one at a time has it, in whichever cookie mode.
const turns = new Map();
function turn(name) {
  const before = turns.get(name) ?? Promise.resolve();
  let done;
  turns.set(name, new Promise((resolve) => { done = resolve; }));
  return before.then(() => done);
}

async function tell(browser, story) {
  // Names no other story uses; the two modes run at the same time.
  const id = `${story.file.replace(/\W|mjs$/g, '').slice(0, 12)}${story.cookies[0]}${(serial += 1).toString(36)}`.toLowerCase();
  const present = [];
  const arrives = async (options) => {
    const visitor = await Visitor.arrive(browser, options);
    present.push(visitor);
    return visitor;
  };
  const title = `${story.title}${story.variant ? ` (${story.variant})` : ''}, third-party cookies ${story.cookies}`;
  const done = story.alone ? await turn(story.alone) : () => {};
  const started = Date.now();
  let timer;
  try {
    const remark = await Promise.race([
      story.tell({ ...chosen, bed, id, arrives, expect, cookies: story.cookies, variant: story.variant, mails: (to) => mails(bed, to) }),
      new Promise((_, reject) => { timer = setTimeout(() => reject(new Error(`not over after ${limit / 1000} s`)), limit); }),
    ]);
    console.log(`ok ${title} [${((Date.now() - started) / 1000).toFixed(1)} s${remark ? `; ${remark}` : ''}]`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL ${title}`);
    console.log(`     ${story.file}: ${(error.stack ?? String(error)).split('\n').slice(0, 8).join('\n     ')}`);
    for (const [index, { page }] of present.entries()) {
      const shot = path.join(process.env.SHOTS ?? bed, `failed-${story.file.replace('.mjs', '')}-${story.cookies}-${index}.png`);
      console.log(`     a browser stands at ${page.url()}; see ${shot}`);
      await page.screenshot({ path: shot, timeout: 5000 }).catch(() => {});
    }
  } finally {
    clearTimeout(timer);
    done();
    await Promise.all(present.map((visitor) => visitor.leaves().catch(() => {})));
  }
}

// What cron does every two minutes: a visitor is sent only to a hub that was seen to be well. A machine that is busy may need a second look.
const looks = async (site, first) => site.php(`if (!class_exists('UserSync\\Plugin\\Network\\Health')) return true;
  ${first}
  foreach (UserSync\\Plugin\\Network\\Networks::all() as $network) foreach (array_keys($network['peers']) as $peer) if (!UserSync\\Plugin\\Network\\Health::is_up($peer)) return false;
  return true;`);
const inspect = async (site) => {
  for (let look = 0; look < 5; look += 1) {
    if (await looks(site, 'UserSync\\Plugin\\Network\\HealthCheck::check_all();')) return;
  }
  throw new Error(`${site.name} does not reach its peers`);
};
await Promise.all(Object.values(chosen).map(inspect));
let told = 0;
let inspected = Date.now();
const often = Object.values(chosen).filter(({ name }) => process.env.OFTEN_INSPECTED.split(' ').includes(name));
async function inspectAgain() {
  const due = Date.now() - inspected > 120000;
  if (due) inspected = Date.now();
  // An answer that a busy machine gave too late makes a peer count as down until cron comes.
  await Promise.all(often.map(async (site) => (!due && await looks(site, '')) || inspect(site)));
}

await Promise.all(modes.map(async (cookies) => {
  const { browser, close } = await launch(bed, cookies);
  const mine = stories.filter((story) => story.cookies === cookies);
  const teller = async () => {
    for (let story; (story = mine.shift());) {
      await inspectAgain();
      await tell(browser, story);
      told += 1;
    }
  };
  await Promise.all(Array.from({ length: Number(process.env.TELLERS ?? 2) }, teller));
  await close();
}));
console.log(`told ${told} of ${stories.length}`);
process.exit(failed ? 1 : 0);
