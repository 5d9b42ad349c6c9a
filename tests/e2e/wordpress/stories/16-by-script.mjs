export const title = 'If both sites enable it, a script checks the login without a redirect; without third-party cookies the redirect is used';
export const alone = 'twins';

export default async ({ delta, echo, id, newVisitor, cookies, expect }) => {
  const ajax = (is) => Promise.all([delta, echo].map((site) => site.php('UserSync\\Plugin\\Site\\Options::set(["ajax" => $with["is"]]); return true;', { is })));
  await ajax(true);
  try {
    const person = await delta.person(id);
    const html = await (await fetch(echo.at(), { headers: { 'User-Agent': 'Mozilla/5.0 story' } })).text();
    const script = html.match(/<script[^>]*usersync-probe[^>]*>([^]*?)<\/script>/)?.[1] ?? '';
    expect.isTrue(script.includes('import(') && script.length < 1000, `the script has ${script.length} bytes`);
    const visitor = await newVisitor();
    await visitor.signsInDirectly(delta, person);
    visitor.requests.length = 0;
    await visitor.page.goto(echo.at());
    await visitor.page.waitForFunction((login) => document.querySelector('#who')?.textContent === login, id);
    const moved = visitor.requests.some(({ url, navigation }) => navigation && url.startsWith(delta.origin));
    expect.equal(moved, cookies === 'blocked', 'whether the browser was redirected through the hub');
    expect.isTrue(visitor.requests.some(({ url, method }) => method === 'POST' && url.startsWith(delta.origin)), 'the script asked the hub');

    // After the first page, no page view causes a request, for the user or for an anonymous visitor.
    const foreign = ({ requests }) => requests.filter(({ url }) => !url.startsWith(`${echo.origin}/`) || /usersync/.test(url.replace(/^[^?]*/, ''))).map(({ url }) => url);
    const anonymous = await newVisitor();
    expect.equal(await anonymous.who(echo), 'nobody', 'who an anonymous visitor is');
    await expect.eventually(async () => foreign(anonymous).map((url) => url.match(/usersync=(ajax|ask|callback)/)?.[1]).filter((step) => step), ['ajax', 'ask', 'callback'],
      'requests of the first page: by script, without success, and then by redirect');
    await anonymous.settles();
    for (const one of [visitor, anonymous]) {
      for (const path of ['', 'hello-world/', '']) {
        one.requests.length = 0;
        await one.who(echo, path);
        expect.equal(foreign(one), [], 'requests of a view after that');
      }
    }

    // Other origins are rejected.
    const ask = (origin, headers) => fetch(delta.at('wp-login.php?action=usersync&usersync=ajax&network=twins&challenge=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'),
      { method: 'POST', headers: { ...(origin ? { Origin: origin } : {}), ...headers } });
    for (const [origin, headers] of [['https://evil.test', { 'X-Usersync': '1' }], ['null', { 'X-Usersync': '1' }], [null, { 'X-Usersync': '1' }], [echo.origin, {}]]) {
      const answer = await ask(origin, headers);
      expect.isTrue(answer.status >= 400, `the hub responds ${answer.status} to ${origin}`);
      expect.equal(answer.headers.get('access-control-allow-origin'), null, `who may read the answer to ${origin}`);
    }
  } finally {
    await ajax(false);
  }
};
