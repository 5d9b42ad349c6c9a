export const title = 'Where both sites allow it the question is asked by script, without moving the browser; without third-party cookies it goes the usual way';
export const alone = 'twins';

export default async ({ delta, echo, id, arrives, cookies, expect }) => {
  const ajax = (is) => Promise.all([delta, echo].map((site) => site.php('UserSync\\Plugin\\Site\\Options::set(["ajax" => $with["is"]]); return true;', { is })));
  await ajax(true);
  try {
    const person = await delta.person(id);
    const html = await (await fetch(echo.at(), { headers: { 'User-Agent': 'Mozilla/5.0 story' } })).text();
    const script = html.match(/<script[^>]*usersync-probe[^>]*>([^]*?)<\/script>/)?.[1] ?? '';
    expect.truth(script.includes('import(') && script.length < 1000, `the script has ${script.length} bytes`);
    const visitor = await arrives();
    await visitor.isIn(delta, person);
    visitor.requests.length = 0;
    await visitor.page.goto(echo.at());
    await visitor.page.waitForFunction((login) => document.querySelector('#who')?.textContent === login, id);
    const moved = visitor.requests.some(({ url, navigation }) => navigation && url.startsWith(delta.origin));
    expect.equal(moved, cookies === 'blocked', 'whether the browser was moved through the hub');
    expect.truth(visitor.requests.some(({ url, method }) => method === 'POST' && url.startsWith(delta.origin)), 'the script asked the hub');

    // What a page weighs with it: nothing after the first one, for him or for a stranger.
    const foreign = ({ requests }) => requests.filter(({ url }) => !url.startsWith(`${echo.origin}/`) || /usersync/.test(url.replace(/^[^?]*/, ''))).map(({ url }) => url);
    const stranger = await arrives();
    expect.equal(await stranger.who(echo), 'nobody', 'who a stranger is');
    await expect.eventually(async () => foreign(stranger).map((url) => url.match(/usersync=(ajax|ask|callback)/)?.[1]).filter((step) => step), ['ajax', 'ask', 'callback'],
      'what his first page asks the hub: by script, which finds nobody, and then the usual way');
    await stranger.rests();
    for (const one of [visitor, stranger]) {
      for (const place of ['', 'hello-world/', '']) {
        one.requests.length = 0;
        await one.who(echo, place);
        expect.equal(foreign(one), [], 'requests of a view after that');
      }
    }

    // Nobody else may ask.
    const question = (origin, headers) => fetch(delta.at('wp-login.php?action=usersync&usersync=ajax&network=twins&challenge=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'),
      { method: 'POST', headers: { ...(origin ? { Origin: origin } : {}), ...headers } });
    for (const [origin, headers] of [['https://evil.test', { 'X-Usersync': '1' }], ['null', { 'X-Usersync': '1' }], [null, { 'X-Usersync': '1' }], [echo.origin, {}]]) {
      const answer = await question(origin, headers);
      expect.truth(answer.status >= 400, `the hub answers ${answer.status} to ${origin}`);
      expect.equal(answer.headers.get('access-control-allow-origin'), null, `who may read the answer to ${origin}`);
    }
  } finally {
    await ajax(false);
  }
};
