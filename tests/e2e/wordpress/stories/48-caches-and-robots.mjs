export const title = 'Pages stay the same for every stranger, so that caches may keep them; robots, feeds, REST and cron see nothing';

export default async ({ alpha, bravo, id, arrives, expect }) => {
  const get = async (url, agent = 'Mozilla/5.0 story') => {
    const answer = await fetch(url, { redirect: 'manual', headers: { 'User-Agent': agent } });
    return { status: answer.status, cookies: [answer.headers.get('set-cookie')].filter(Boolean), cache: answer.headers.get('cache-control'), vary: answer.headers.get('vary') ?? '', text: await answer.text() };
  };
  const [one, two] = [await get(bravo.at()), await get(bravo.at())];
  expect.equal(one.text, two.text, 'the page for two strangers');
  expect.equal([one.status, one.cookies, one.cache], [200, [], null], 'what the page says of itself');
  expect.truth(!/cookie/i.test(one.vary), `it varies by ${one.vary}`);
  expect.truth(one.text.includes('usersync-probe'), 'it carries the script');
  for (const url of [bravo.at('feed/'), bravo.at('wp-json/'), bravo.at('?rest_route=/wp/v2/posts'), bravo.at('wp-cron.php'), bravo.at('robots.txt'), bravo.at('wp-sitemap.xml')]) {
    const answer = await get(url);
    expect.equal([answer.status, answer.cookies, answer.text.includes('usersync-probe')], [200, [], false], `what ${url} says`);
  }
  const robot = await get(bravo.at('wp-login.php?action=usersync&usersync=start&to=/'), 'Googlebot/2.1 (+http://www.google.com/bot.html)');
  expect.truth(robot.status === 303, 'a robot that follows the script is sent straight back');
  expect.equal((await get(alpha.at())).text.includes('usersync-probe'), false, 'a hub asks nobody');

  // A page kept for a cookie would outlive the login, which may end at another site.
  expect.equal((await get(bravo.at('?bed=cache'))).text, 'may be kept', 'a stranger\'s page');
  const visitor = await arrives();
  await visitor.isIn(bravo, await bravo.person(id));
  await visitor.page.goto(bravo.at('?bed=cache'));
  expect.equal(await visitor.page.innerText('body'), 'not to be kept', 'the page of somebody who is signed in');
};
