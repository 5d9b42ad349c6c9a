// Runs the stories, each in both cookie modes, several in parallel, each with separate browser contexts.
// usage: node run-stories.mjs <bed> [part of a name]...   Prints a line "ok|FAIL <title>" for each, and at the end how many ran; status 1 if one failed.
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { launch } from './browser/chromium.mjs';
import { expect } from './browser/expect.mjs';
import { mails, sites } from './browser/site.mjs';
import { Visitor } from './browser/visitor.mjs';

const [bed, ...names] = process.argv.slice(2);
const here = path.dirname(new URL(import.meta.url).pathname);
const limit = Number(process.env.STORY_SECONDS ?? 900) * 1000;
const modes = (process.env.COOKIES ?? 'allowed blocked').split(' ');

const stories = [];
for (const file of fs.readdirSync(path.join(here, 'stories')).filter((name) => name.endsWith('.mjs')).sort()) {
  if (names.length && !names.some((name) => file.includes(name))) continue;
  const story = await import(pathToFileURL(path.join(here, 'stories', file)).href);
  for (const cookies of story.modes?.filter((mode) => modes.includes(mode)) ?? modes) {
    for (const variant of story.variants ?? [null]) stories.push({ ...story, run: story.default, file, cookies, variant });
  }
}

const chosen = sites(bed, process.env.SITES);
let failed = 0;
let serial = 0;

// Stories that change a site for all name an exclusive group in `alone`: one story of a group runs at a time, in either cookie mode.
const turns = new Map();
function turn(name) {
  const before = turns.get(name) ?? Promise.resolve();
  let done;
  turns.set(name, new Promise((resolve) => { done = resolve; }));
  return before.then(() => done);
}

async function runStory(browser, story) {
  // A unique id: the two modes run at the same time.
  const id = `${story.file.replace(/\W|mjs$/g, '').slice(0, 12)}${story.cookies[0]}${(serial += 1).toString(36)}`.toLowerCase();
  const visitors = [];
  const newVisitor = async (options) => {
    const visitor = await Visitor.open(browser, options);
    visitors.push(visitor);
    return visitor;
  };
  const title = `${story.title}${story.variant ? ` (${story.variant})` : ''}, third-party cookies ${story.cookies}`;
  const done = story.alone ? await turn(story.alone) : () => {};
  const started = Date.now();
  let timer;
  try {
    if (story.alone) await inspectGroup(story.alone);
    const remark = await Promise.race([
      story.run({ ...chosen, bed, id, newVisitor, expect, cookies: story.cookies, variant: story.variant, mails: (to) => mails(bed, to) }),
      new Promise((_, reject) => { timer = setTimeout(() => reject(new Error(`not finished after ${limit / 1000} s`)), limit); }),
    ]);
    console.log(`ok ${title} [${((Date.now() - started) / 1000).toFixed(1)} s${remark ? `; ${remark}` : ''}]`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL ${title}`);
    console.log(`     ${story.file}: ${(error.stack ?? String(error)).split('\n').slice(0, 8).join('\n     ')}`);
    for (const [index, { page }] of visitors.entries()) {
      const shot = path.join(process.env.SHOTS ?? bed, `failed-${story.file.replace('.mjs', '')}-${story.cookies}-${index}.png`);
      console.log(`     a browser is at ${page.url()}; see ${shot}`);
      await page.screenshot({ path: shot, timeout: 30000 }).catch(() => {});
    }
  } finally {
    clearTimeout(timer);
    done();
    await Promise.all(visitors.map((visitor) => visitor.closes().catch(() => {})));
  }
}

// Does what cron does every two minutes: browsers are redirected only to a hub that is known to be up. On a busy machine, several checks may be needed.
const peersAreUp = async (site, first) => site.php(`if (!class_exists('UserSync\\Plugin\\Network\\Health')) return true;
  ${first}
  foreach (UserSync\\Plugin\\Network\\Networks::all() as $network) foreach (array_keys($network['peers']) as $peer) if (!UserSync\\Plugin\\Network\\Health::is_up($peer)) return false;
  return true;`);
const inspect = async (site) => {
  for (let look = 0; look < 5; look += 1) {
    if (await peersAreUp(site, 'UserSync\\Plugin\\Network\\HealthCheck::check_all();')) return;
  }
  throw new Error(`${site.name} does not reach its peers`);
};
await Promise.all(Object.values(chosen).map(inspect));
let finished = 0;
// A site forgets the state of its peers after five minutes, and a late response marks a peer as down. So while stories run, the sites that no
// story takes down are checked again every minute, and at once after such a response.
const often = Object.values(chosen).filter(({ name }) => process.env.OFTEN_INSPECTED.split(' ').includes(name));
let ended = false;
const keepInspecting = async (site) => {
  for (let checked = Date.now(); !ended;) {
    await new Promise((resolve) => setTimeout(resolve, 3000));
    const due = Date.now() - checked > 60000;
    if (due || !await peersAreUp(site, '')) {
      await inspect(site).catch(() => {}); // then the story that needs it fails
      checked = Date.now();
    }
  }
};
const inspecting = Promise.all(often.map(keepInspecting));
// The others are checked when a story of their group begins: only then none of them is down.
const inspectGroup = (group) => Promise.all((process.env.GROUPS_INSPECTED.split(';').map((names) => names.trim().split(' ')).find(([name]) => name === group) ?? [])
  .slice(1).map((name) => chosen[name]).filter(Boolean).map(inspect));

await Promise.all(modes.map(async (cookies) => {
  const { browser, close } = await launch(bed, cookies);
  const mine = stories.filter((story) => story.cookies === cookies);
  const worker = async () => {
    for (let story; (story = mine.shift());) {
      await runStory(browser, story);
      finished += 1;
    }
  };
  await Promise.all(Array.from({ length: Number(process.env.WORKERS ?? 2) }, worker));
  await close();
}));
ended = true;
await inspecting;
console.log(`finished ${finished} of ${stories.length}`);
process.exit(failed ? 1 : 0);
